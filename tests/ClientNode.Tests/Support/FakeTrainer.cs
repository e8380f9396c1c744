using System.Text;
using Federated.ClientNode.Training;
using Federated.Protocol.Work;

namespace Federated.ClientNode.Tests.Support;

/// <summary>The same assignment gives the same bytes.</summary>
public sealed class FakeTrainer : IPlanTrainer
{
    public int Calls { get; private set; }

    public Action<CancellationToken>? Before { get; set; }

    public static byte[] Update(Assignment assignment) => Encoding.UTF8.GetBytes($"update of {assignment.Id} from {assignment.BaseModel}");

    public TrainedUpdate Train(Assignment assignment, ReadOnlyMemory<byte> model, CancellationToken cancellationToken)
    {
        Calls++;
        Before?.Invoke(cancellationToken);
        return new(Update(assignment), 1, "trained");
    }
}
