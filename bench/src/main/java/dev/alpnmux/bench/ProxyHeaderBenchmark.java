package dev.alpnmux.bench;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import dev.alpnmux.spec.ProxyHeaderReader;
import dev.alpnmux.spec.ProxyResult;
import dev.alpnmux.spec.ProxyTls;
import dev.alpnmux.spec.ProxyTls.Proof;
import dev.alpnmux.spec.ProxyTlv;
import dev.alpnmux.spec.ServerName;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
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

/** Reading and writing a PROXY header, in version 2 with all that the gateway says of a client. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ProxyHeaderBenchmark {
  private static final Endpoint CLIENT = Endpoint.of(new byte[] {10, 1, 2, 3}, 51_234);
  private static final Endpoint GATEWAY = Endpoint.of(new byte[] {10, 0, 0, 1}, 443);

  /** The version on the wire. */
  @Param({"v1", "v2"})
  public String version = "";

  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /** Writes what is read. */
  @Setup
  public void writeHeader() {
    bytes = ByteBuffer.wrap(write());
  }

  /** A new reader per header, as each connection has its own. */
  @Benchmark
  public ProxyResult read() {
    return new ProxyHeaderReader().read(bytes.rewind());
  }

  /** A new header per connection. */
  @Benchmark
  public byte[] write() {
    ProxyHeader header =
        ProxyHeader.of(
            CLIENT,
            GATEWAY,
            List.of(
                ProxyTlv.alpn(ApplicationProtocol.parse("postgresql")),
                ProxyTlv.authority(new ServerName("db.example.com")),
                ProxyTlv.uniqueId("4711"),
                ProxyTlv.ssl(
                    new ProxyTls(
                        "TLSv1.3", "TLS_AES_128_GCM_SHA256", Proof.NONE, Optional.empty()))));
    return version.equals("v1") ? header.v1() : header.v2();
  }
}
