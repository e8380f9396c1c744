using Federated.ClientNode.Commands;

return await NodeApplication.Run(args, Console.Out, Console.Error, TimeProvider.System);
