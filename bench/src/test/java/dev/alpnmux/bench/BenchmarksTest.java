package dev.alpnmux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .param("size", "10x0", "10x1")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(once).run();
    assertThat(results)
        .extracting(result -> result.getParams().getBenchmark())
        .anyMatch(name -> name.contains(ClientHelloReaderBenchmark.class.getSimpleName()))
        .anyMatch(name -> name.contains(ConnectBenchmark.class.getSimpleName()))
        .anyMatch(name -> name.contains(MetricsBenchmark.class.getSimpleName()))
        .anyMatch(name -> name.contains(ProxyHeaderBenchmark.class.getSimpleName()))
        .anyMatch(name -> name.contains(RouteTableBenchmark.class.getSimpleName()))
        .anyMatch(name -> name.contains("RelayStepBenchmark"))
        .anyMatch(name -> name.contains("AccessLogBenchmark"));
  }
}
