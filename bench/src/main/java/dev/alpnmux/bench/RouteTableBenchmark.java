package dev.alpnmux.bench;

import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.spec.ClientHello;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision. The hellos are drawn at random from all services and names, and each is parsed anew
 * for every use: a table whose hot part fits into the processor's cache would flatter itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgs = {"-Xms3g", "-Xmx3g", "-XX:+UseSerialGC"})
public class RouteTableBenchmark {
  /** Services, and server names of each; with none, all are reached under one common name. */
  @Param({"10x0", "1000x0", "100000x0", "10x1", "10000x100"})
  public String size = "";

  /** How many hellos take turns; a power of two. */
  @Param({"64", "16384"})
  public int hellos;

  private @Nullable RouteTable table;
  private ClientHello[] drawn = {};
  private int next;

  /** Makes the table and the hellos. */
  @Setup
  public void fill() {
    int services = Integer.parseInt(size.substring(0, size.indexOf('x')));
    int names = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    table = Tables.of(services, names);
    Random random = new Random(1); // the same hellos in every run
    drawn = new ClientHello[hellos];
    for (int i = 0; i < hellos; i++) {
      drawn[i] =
          Tables.hello(random.nextInt(services), names, names > 0 ? random.nextInt(names) : 0);
    }
    System.gc(); // a collection that moves a large table would fall into the measurement
  }

  /** The table's decision for the next hello. */
  @Benchmark
  public Decision decide() {
    next = (next + 1) & (hellos - 1);
    return table().decide(drawn[next], ListenerRules.DEFAULT);
  }

  private RouteTable table() {
    if (table == null) {
      throw new IllegalStateException("not set up");
    }
    return table;
  }
}
