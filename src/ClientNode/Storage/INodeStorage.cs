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

    /// <summary>
    /// Writes a file's bytes in place, flushed; the file is made if it is missing. Unlike <see cref="Write"/> it makes no new file, which is
    /// what costs most: a crash leaves old and new bytes mixed, so a reader has to be able to tell, by a hash.
    /// </summary>
    void Overwrite(string path, ReadOnlySpan<byte> content, bool flush = true);

    /// <summary>The bytes of a file that will be overwritten are needed no more; whoever stores them may drop them.</summary>
    void Discard(string path);

    /// <summary>Adds to the end of a file, which is made if it is missing. A crash may leave a part of what was added.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="flush">False when <see cref="Flush"/> follows later: then a power cut may take it, the end of the process not.</param>
    void Append(string path, ReadOnlySpan<byte> content, bool flush = true);

    /// <summary>Flushes what was appended, if the file is there.</summary>
    void Flush(string path);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string path, bool flushName = true);

    /// <summary>The files of a folder, in ordinal order; none when there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);
}
