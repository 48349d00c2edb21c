using System.Text.Json;
using WorkerRunner.Files;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Files;

public sealed class WorkerFileReaderTests
{
    [Fact]
    public void No_files_are_an_empty_list() => Assert.Empty(WorkerFileReader.Read(null, "the source"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Files_of_configurations_and_of_secrets_read_alike(bool fromSecret)
    {
        var files = Read(
            """[{"content":"YQ==","encoding":"base64","format":"file","path":"/a","description":"d"},{"content":"","encoding":"base64","format":"zip","path":"/b"}]""",
            fromSecret);
        Assert.Equal(
            [new WorkerFile("/a", new Secret("YQ=="), WorkerFileFormat.File, "d"), new WorkerFile("/b", new Secret(""), WorkerFileFormat.Zip, "")],
            files);
    }

    [Theory]
    [InlineData("{}", "\"files\" in the source must be a list, but is an object.")]
    [InlineData("\"x\"", "\"files\" in the source must be a list, but is a string.")]
    [InlineData("[1]", "files[0] in the source must be an object, but is a whole number.")]
    [InlineData("[{}]", "files[0].encoding in the source is missing.")]
    [InlineData("""[{"encoding":"gzip"}]""", "files[0].encoding in the source is not supported; only \"base64\" is.")]
    [InlineData("""[{"encoding":"base64"}]""", "files[0].path in the source is missing.")]
    [InlineData("""[{"encoding":"base64","path":""}]""", "files[0].path in the source is empty.")]
    [InlineData("""[{"encoding":"base64","path":7}]""", "files[0].path in the source must be a string, but is a whole number.")]
    [InlineData("""[{"encoding":"base64","path":"p"}]""", "files[0].content in the source is missing.")]
    [InlineData("""[{"encoding":"base64","path":"p","content":""}]""", "files[0].format in the source is missing.")]
    [InlineData("""[{"encoding":"base64","path":"p","content":"","format":"tar"}]""", "files[0].format in the source is not supported; \"file\" and \"zip\" are.")]
    public void What_is_wrong_is_named_by_its_place(string json, string message) =>
        Assert.Equal(message, Assert.Throws<WorkerFileException>(() => Read(json, fromSecret: false)).Message);

    private static IReadOnlyList<WorkerFile> Read(string json, bool fromSecret)
    {
        using var parsed = JsonDocument.Parse(json);
        return WorkerFileReader.Read(ConfigJson.Read(parsed.RootElement, fromSecret), "the source");
    }
}
