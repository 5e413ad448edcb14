package dev.alpnmux.bench;

import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

/** Reading the whole ClientHello of a real client that came in one segment. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ClientHelloReaderBenchmark {
  private static final int BYTES_MAX = 32 * 1024;

  /** Test vectors of {@code protocol-spec}: small and large, with and without GREASE. */
  @Param({"openssl-postgresql", "jdk17", "chromium"})
  public String hello = "";

  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /** Reads the vector. */
  @Setup
  public void readVector() {
    try (InputStream file = getClass().getResourceAsStream("/hellos/" + hello + ".txt")) {
      byte[] text = Objects.requireNonNull(file, hello).readAllBytes();
      String hex = new String(text, StandardCharsets.UTF_8).split("hex:\n", 2)[1];
      bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace("\n", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new reader per hello, as each connection has its own. */
  @Benchmark
  public HelloResult read() {
    return new ClientHelloReader(BYTES_MAX).read(bytes.rewind());
  }
}
