using System.Text;
using Federated.Domain.Errors;
using Federated.Domain.Ledger;
using Federated.Silo.Security;
using Federated.Silo.Storage;

namespace Federated.Silo.Tests.Security;

public sealed class KeyStoreTests : IDisposable
{
    private readonly SiloPaths _paths = new(Path.Combine(Path.GetTempPath(), "federated-tests", Path.GetRandomFileName()));

    public void Dispose() => Directory.Delete(_paths.DataDirectory, recursive: true);

    public static TheoryData<string> Files => ["federation.id", "checkpoint.key.pem", "receipt.key.pem", "wrapping.key", "authority.key.pem", "authority.pem"];

    [Fact]
    public void LoadOrCreate_EmptyDirectory_MakesAWholeSet()
    {
        using var keys = KeyStore.LoadOrCreate(_paths);

        Assert.Matches("^fed-[a-z2-7]{10}$", keys.Federation);
        Assert.Equal($"{keys.Federation}/checkpoint", keys.CheckpointSigner.KeyName);
        Assert.Equal($"{keys.Federation}/receipt", keys.ReceiptSigner.KeyName);
        Assert.Equal(keys.PublicKeys, FederationKeys.Parse(keys.PublicKeys.ToJson()));
        var message = Encoding.UTF8.GetBytes("message");
        Assert.True(keys.PublicKeys.Checkpoint.Verify(message, keys.CheckpointSigner.Sign(message)));
        Assert.True(keys.PublicKeys.Receipt.Verify(message, keys.ReceiptSigner.Sign(message)));
        Assert.False(keys.PublicKeys.Receipt.Verify(message, keys.CheckpointSigner.Sign(message)));
        Assert.Equal(Files.Count, Directory.GetFiles(_paths.Keys).Length);
    }

    [Fact]
    public void LoadOrCreate_SecondTime_LoadsTheSame()
    {
        using var first = KeyStore.LoadOrCreate(_paths);
        using var second = KeyStore.LoadOrCreate(_paths);
        var round = new Domain.Rounds.RoundId(Domain.Rounds.RunId.Parse("run-1"), 1);

        Assert.Equal(first.Federation, second.Federation);
        Assert.Equal(first.PublicKeys, second.PublicKeys);
        Assert.Equal(new byte[32], second.RoundSecrets.Unwrap(round, first.RoundSecrets.Wrap(round, new byte[32])));
        Assert.Equal(new CertificateAuthority(first, TimeProvider.System).Fingerprint, new CertificateAuthority(second, TimeProvider.System).Fingerprint);
    }

    [Fact]
    public void LoadOrCreate_NewFiles_AreTheirOwnersAlone()
    {
        KeyStore.LoadOrCreate(_paths).Dispose();
        if (OperatingSystem.IsWindows())
            return;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_paths.Keys));
        foreach (var file in Directory.GetFiles(_paths.Keys))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadOrCreate_OneFileMissing_IsRefusedAndNotMadeAnew(string file)
    {
        KeyStore.LoadOrCreate(_paths).Dispose();
        File.Delete(Path.Combine(_paths.Keys, file));

        var refusal = Assert.Throws<FederatedException>(() => KeyStore.LoadOrCreate(_paths));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains($"without {file}", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_paths.Keys, file)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadOrCreate_OneFileOnly_IsRefused(string file)
    {
        KeyStore.LoadOrCreate(_paths).Dispose();
        foreach (var other in Directory.GetFiles(_paths.Keys).Where(path => Path.GetFileName(path) != file))
            File.Delete(other);

        Assert.Equal(ErrorCodes.ConfigurationInvalid, Assert.Throws<FederatedException>(() => KeyStore.LoadOrCreate(_paths)).Code);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadOrCreate_OneFileDamaged_IsRefusedByName(string file)
    {
        KeyStore.LoadOrCreate(_paths).Dispose();
        File.WriteAllText(Path.Combine(_paths.Keys, file), "-----BEGIN DAMAGE-----");

        var refusal = Assert.Throws<FederatedException>(() => KeyStore.LoadOrCreate(_paths));

        Assert.Equal(ErrorCodes.ConfigurationInvalid, refusal.Code);
        Assert.Contains($"whose {file}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOrCreate_AuthorityOfAnotherFederation_IsRefused()
    {
        KeyStore.LoadOrCreate(_paths).Dispose();
        var other = new SiloPaths(Path.Combine(_paths.DataDirectory, "other"));
        KeyStore.LoadOrCreate(other).Dispose();
        foreach (var file in (string[])["authority.pem", "authority.key.pem"])
            File.Copy(Path.Combine(other.Keys, file), Path.Combine(_paths.Keys, file), overwrite: true);

        Assert.Contains("belongs to another", Assert.Throws<FederatedException>(() => KeyStore.LoadOrCreate(_paths)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOrCreate_NoKeysBesideADatabase_IsRefused()
    {
        _paths.CreateDirectories();
        File.WriteAllText(_paths.DatabaseFile, "a database");

        var refusal = Assert.Throws<FederatedException>(() => KeyStore.LoadOrCreate(_paths));

        Assert.Contains("beside the database", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_paths.Keys));
    }

    [Fact]
    public void LoadOrCreate_StartThatDiedBefore_LeavesNothing()
    {
        var unfinished = _paths.Keys + ".unfinished-abc";
        Directory.CreateDirectory(unfinished);
        File.WriteAllText(Path.Combine(unfinished, "federation.id"), "fed-aaaaaaaaaa");

        using var keys = KeyStore.LoadOrCreate(_paths);

        Assert.NotEqual("fed-aaaaaaaaaa", keys.Federation);
        Assert.False(Directory.Exists(unfinished));
    }
}
