namespace Federated.Codecs;

/// <summary>What one run cost and led to, means over its rounds and partners.</summary>
internal sealed record Result(double Bytes, double Accuracy, double CodeMs, double DecodeMs, double DownBytes, double DownCodeMs, double DownDecodeMs);
