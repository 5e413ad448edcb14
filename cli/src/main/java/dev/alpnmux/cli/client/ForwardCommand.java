package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.client.AlpnmuxClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alpnmux forward}: local ports that lead to services. */
@Command(
    name = "forward",
    description = "Open local ports that lead to services, until Ctrl-C.",
    defaultValueProvider = EnvironmentDefaults.class,
    footer = {
      "",
      "Prints 'forwarding SERVICE ADDR:PORT' for each port. ADDR is 127.0.0.1 unless",
      "given; port 0 is any free one. A service is connected to when its port is.",
      GatewayOptions.ENVIRONMENT,
      "Exit codes: 64 usage, 71 port in use or no permission, 78 unusable file."
    })
public final class ForwardCommand implements Callable<Integer> {
  /** Over all ports; each takes two threads. More of them wait until others end. */
  static final int CONNECTIONS_MAX = 500;

  @Mixin private final GatewayOptions gateway = new GatewayOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "SERVICE=[ADDR:]PORT",
      converter = Forwarding.Converter.class,
      description = "A service and the local port that leads to it.")
  private List<Forwarding> forwardings = List.of();

  @Override
  public Integer call() throws CommandFailure {
    AlpnmuxClient client = gateway.client(forwardings.stream().map(Forwarding::service).toList());
    List<ForwardListener> listeners = new ArrayList<>();
    for (Forwarding forwarding : forwardings) {
      listeners.add(ForwardListener.bind(forwarding, client));
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    Semaphore places = new Semaphore(CONNECTIONS_MAX);
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (ForwardListener listener : listeners) {
      ends.add(CompletableFuture.runAsync(() -> listener.run(threads, places), threads));
      System.out.println(listener);
    }
    // None of them ends: this waits for Ctrl-C.
    CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).join();
    return 0;
  }
}
