using System.Buffers.Binary;
using System.Text;
using Federated.Domain.Rounds;

namespace Federated.Silo.Tests.Intake;

/// <summary>Updates that must be refused, by the code that they must be refused with.</summary>
internal static class HostileUpdates
{
    public static TheoryData<string> Codes =>
        ["FED-1201", "FED-1202", "FED-1203", "FED-1204", "FED-1205", "FED-1206", "FED-1207", "FED-1208", "FED-1211", "FED-1212"];

    public static byte[] Of(string code, RoundId round) => code switch
    {
        "FED-1201" => [.. BitConverter.GetBytes(8L), .. "not json"u8],
        "FED-1202" => TestRun.Update(round)[..^1],
        "FED-1203" => [.. BitConverter.GetBytes(1L << 40), .. new byte[100]],
        "FED-1204" => TestRun.Update(round, With(float.NaN)),
        "FED-1205" => TestRun.Update(round, With(101)),
        "FED-1206" => Rewrite(round, "layers.0.bias", "layers.0.bees"),
        "FED-1207" => TestRun.Update(new(round.Run, round.Number + 1)),
        "FED-1208" => TestRun.Update(round, weightUnits: (1 << 20) + 1),
        "FED-1211" => Rewrite(round, "float32", "float64"),
        "FED-1212" => [.. TestRun.Update(round), 0],
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    private static float[] With(float last)
    {
        var values = TestRun.Values();
        values[^1] = last;
        return values;
    }

    private static byte[] Rewrite(RoundId round, string from, string to)
    {
        var file = TestRun.Update(round);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = Encoding.ASCII.GetString(file, 8, length).Replace(from, to, StringComparison.Ordinal);
        Encoding.ASCII.GetBytes(header).CopyTo(file, 8);
        return file;
    }
}
