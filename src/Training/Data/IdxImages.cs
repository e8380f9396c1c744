namespace Federated.Training.Data;

/// <summary>Images of an IDX file.</summary>
/// <param name="Pixels">[Count, Rows x Columns] row-major, raw values 0 to 255.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Rows">Height in pixels.</param>
/// <param name="Columns">Width in pixels.</param>
public sealed record IdxImages(float[] Pixels, int Count, int Rows, int Columns);
