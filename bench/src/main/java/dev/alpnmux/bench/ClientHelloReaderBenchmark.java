package dev.alpnmux.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
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

  /** Finds the vector in its document, where its octets stand behind its name. */
  @Setup
  public void readVector() {
    try (InputStream document = getClass().getResourceAsStream("/vectors/hellos.json");
        JsonParser vectors = new JsonFactory().createParser(Objects.requireNonNull(document))) {
      skipTo(vectors, "name", hello);
      skipTo(vectors, "bytes", null);
      bytes = ByteBuffer.wrap(HexFormat.of().parseHex(vectors.getText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void skipTo(JsonParser json, String member, @Nullable String value)
      throws IOException {
    while (json.nextToken() != null) {
      if (json.currentToken() == JsonToken.VALUE_STRING
          && member.equals(json.currentName())
          && (value == null || value.equals(json.getText()))) {
        return;
      }
    }
    throw new IOException("there is no vector with the " + member + " " + value);
  }

  /** A new reader per hello, as each connection has its own. */
  @Benchmark
  public HelloResult read() {
    return new ClientHelloReader(BYTES_MAX).read(bytes.rewind());
  }
}
