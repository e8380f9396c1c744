namespace Federated.Domain.Privacy.Noise;

/// <summary>
/// Random bytes of cryptographic quality: whoever does not know the key cannot tell them from uniform ones. All noise is drawn
/// from such a stream, never from a statistics library's generator (PRIVACY, section 6).
/// </summary>
/// <remarks>The guarantee of every mechanism here holds only as far as the stream's bytes are uniform and secret.</remarks>
public interface IRandomStream
{
    /// <summary>Fills the whole span with the next bytes of the stream.</summary>
    void Fill(Span<byte> destination);
}
