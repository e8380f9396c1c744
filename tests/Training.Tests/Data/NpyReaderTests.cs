using System.IO.Compression;
using Federated.Domain.Errors;
using Federated.Training.Data.Arrays;

namespace Federated.Training.Tests.Data;

/// <summary>Reads what NumPy wrote (Data/numpy/README.md).</summary>
public sealed class NpyReaderTests : IDisposable
{
    private static readonly double[] Floats = [0.5, -1.25, 3, 1e-3, 2, -7.5];

    private readonly TestFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("f4.npy", true)]
    [InlineData("f8-fortran.npy", false)]
    [InlineData("version1.npy", true)]
    [InlineData("version2.npy", true)]
    [InlineData("version3.npy", true)]
    public void Read_Floats_InEveryLayoutAndVersion(string name, bool single)
    {
        var array = NpyReader.Read(TestFiles.Numpy(name));

        Assert.Equal([2, 3], array.Shape);
        Assert.False(array.IsWhole);
        Assert.Equal(single ? Floats.Select(value => (double)(float)value) : Floats, array.Values);
    }

    [Fact]
    public void Read_HalfFloats_AreWidened() => Assert.Equal(Floats.Select(value => (double)(Half)value), NpyReader.Read(TestFiles.Numpy("f2.npy")).Values);

    [Theory]
    [InlineData("i8-3d.npy")]
    [InlineData("i8-3d-fortran.npy")]
    public void Read_ThreeDimensions_AreRowMajorWhateverTheFile(string name)
    {
        var array = NpyReader.Read(TestFiles.Numpy(name));

        Assert.Equal([2, 3, 4], array.Shape);
        Assert.Equal((2, 12, "(2, 3, 4)"), (array.Rows, array.Columns, array.ShapeText));
        Assert.Equal(Enumerable.Range(-5, 24).Select(value => (double)value), array.Values);
    }

    [Theory]
    [InlineData("u1.npy", 0, 255)]
    [InlineData("i1.npy", -128, 127)]
    [InlineData("u2.npy", 0, 65535)]
    [InlineData("i2.npy", -32768, 32767)]
    [InlineData("u4.npy", 0, 4294967295)]
    [InlineData("i4.npy", -2147483648, 2147483647)]
    [InlineData("b1.npy", 1, 0)]
    public void Read_WholeTypes_KeepTheirEnds(string name, double first, double last)
    {
        var array = NpyReader.Read(TestFiles.Numpy(name));

        Assert.True(array.IsWhole);
        Assert.Equal((first, last), (array.Values[0], array.Values[^1]));
    }

    [Fact]
    public void Read_Scalar_IsOneRow()
    {
        var array = NpyReader.Read(TestFiles.Numpy("scalar.npy"));
        Assert.Equal((1, 1, "()", 4.5), (array.Rows, array.Columns, array.ShapeText, array.Values[0]));
    }

    [Fact]
    public void ReadMember_OfPlainAndCompressedArchives()
    {
        Assert.Equal([1.0, 0], NpyReader.ReadMember(TestFiles.Numpy("plain.npz"), "y").Values);
        Assert.Equal(Floats, NpyReader.ReadMember(TestFiles.Numpy("compressed.npz"), "x_train").Values);
        Assert.Equal([0.25, -0.5], NpyReader.ReadMember(TestFiles.Numpy("compressed.npz"), "y_train").Values);
    }

    [Theory]
    [InlineData("big-endian.npy", "'>f4'", "astype('<f4')")]
    [InlineData("records.npy", "several fields", "array of numbers")]
    [InlineData("objects.npy", "Python objects", "never read")]
    [InlineData("text.npy", "'<U1'", "wanted numbers")]
    [InlineData("u8-beyond.npy", "beyond 2^53", "")]
    public void Read_WhatIsNoArrayOfNumbers_IsRefusedWithWhatToDo(string name, string what, string mend) =>
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => NpyReader.Read(TestFiles.Numpy(name)), name, what, mend);

    [Fact]
    public void Read_BrokenFiles_AreRefused()
    {
        var whole = File.ReadAllBytes(TestFiles.Numpy("f4.npy"));
        Refused("nothing.npy", [], "does not start as NPY");
        Refused("other.npy", "hello, world"u8.ToArray(), "does not start as NPY");
        Refused("header.npy", whole[..40], "ends too soon");
        Refused("short.npy", whole[..^1], "less than the 24 bytes");
        Refused("long.npy", [.. whole, 0], "more than the 24 bytes");
        Refused("version.npy", [.. whole[..6], 9, .. whole[7..]], "version 9.0");
        Refused("huge.npy", Header("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000), }"), "more than");
        Refused("negative.npy", Header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }"), "dimension 1");
        Refused("shapeless.npy", Header("{'descr': '<f8', 'fortran_order': False, }"), "lacks shape");
        Refused("order.npy", Header("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }"), "Fortran");
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => NpyReader.Read(Path.Combine(files.Root, "none.npy")), "none.npy", "Check that it exists");
    }

    [Fact]
    public void ReadMember_ThatIsNotThere_NamesThoseThatAre()
    {
        TestFiles.Fails(ErrorCodes.DataMismatch, () => NpyReader.ReadMember(TestFiles.Numpy("compressed.npz"), "x"), "no array 'x'", "'x_train', 'y_train'", "--npz-x");
        TestFiles.Fails(ErrorCodes.DataUnreadable, () => NpyReader.ReadMember(files.Write("no.npz", "no archive"), "x"), "no.npz");
    }

    [Fact]
    public void ReadMember_ThatUnpacksToMoreThanItSays_IsRefused()
    {
        var path = Path.Combine(files.Root, "bomb.npz");
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("x.npy").Open())
            entry.Write([.. File.ReadAllBytes(TestFiles.Numpy("f4.npy")), .. new byte[1 << 20]]);

        TestFiles.Fails(ErrorCodes.DataUnreadable, () => NpyReader.ReadMember(path, "x"), "more than the 24 bytes");
    }

    private static byte[] Header(string dictionary) => [0x93, .. "NUMPY"u8, 1, 0, (byte)dictionary.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(dictionary)];

    private void Refused(string name, byte[] content, string what) => TestFiles.Fails(ErrorCodes.DataUnreadable, () => NpyReader.Read(files.Write(name, content)), name, what);
}
