using Federated.EndToEnd.Silo;
using Federated.Grains.Ports;
using Federated.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The silo as it is, but for one service: it may kill its own process between two durable steps of a round.
return await SiloHost.Run(args, services => services.Replace(ServiceDescriptor.Singleton<IFaultPoints>(KillPoint.FromEnvironment())));
