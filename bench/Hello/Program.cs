// The yardstick: what a native AOT program of the same runtime costs that does nothing.
Console.WriteLine("Hello, world");
