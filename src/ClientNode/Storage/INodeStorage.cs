namespace Federated.ClientNode.Storage;

/// <summary>
/// Where a node keeps what it must not forget. What is written is there whole or not at all, and stays when the process
/// dies; what the stores above make of it does not depend on which one it is.
/// </summary>
public interface INodeStorage
{
    /// <summary>True when there is a file of this name.</summary>
    bool Exists(string path);

    /// <summary>A file's bytes, or null when there is none.</summary>
    byte[]? Read(string path);

    /// <summary>Writes or replaces a file; its folder is made if it is missing.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="secret">True for a file that only its owner may read.</param>
    /// <param name="flushName">False when a later write or deletion in the same folder makes the name last.</param>
    void Write(string path, ReadOnlySpan<byte> content, bool secret = false, bool flushName = true);

    /// <summary>Adds to the end of a file, which is made if it is missing. A crash may leave a part of what was added.</summary>
    void Append(string path, ReadOnlySpan<byte> content);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string path, bool flushName = true);

    /// <summary>The files of a folder, in ordinal order; none when there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);
}
