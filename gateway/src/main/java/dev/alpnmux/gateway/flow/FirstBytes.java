package dev.alpnmux.gateway.flow;

import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeaderReader;
import dev.alpnmux.spec.ProxyResult;
import dev.alpnmux.spec.Refusal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends before it is served: the PROXY header of whoever stands before it,
 * where the listener requires one, and the ClientHello. One for each connection, on its event loop.
 */
public final class FirstBytes {
  private static final HelloResult NEED_MORE = new HelloResult.NeedMore();

  private final ClientHelloReader hello;
  private final Function<ProxyHeader, Optional<HelloResult.Malformed>> whenProxied;
  private @Nullable ProxyHeaderReader header;
  private int headerBytes;

  /**
   * @param whenProxied told of the header, before anything of the hello; returns why its client is
   *     turned away, if it is
   */
  FirstBytes(
      int helloBytesMax,
      boolean requiresHeader,
      Function<ProxyHeader, Optional<HelloResult.Malformed>> whenProxied) {
    this.hello = new ClientHelloReader(helloBytesMax);
    this.header = requiresHeader ? new ProxyHeaderReader() : null;
    this.whenProxied = whenProxied;
  }

  /** Looks at the bytes that arrived next; an answer other than "need more" is final. */
  public HelloResult read(ByteBuffer bytes) {
    int from = bytes.position();
    HelloResult result = header == null ? NEED_MORE : read(header, bytes);
    headerBytes = bytes.position() - from;
    return result instanceof HelloResult.NeedMore && header == null ? hello.read(bytes) : result;
  }

  private HelloResult read(ProxyHeaderReader reader, ByteBuffer bytes) {
    ProxyResult result = reader.read(bytes);
    if (result instanceof ProxyResult.Malformed malformed) {
      return new HelloResult.Malformed(Refusal.PROXY_HEADER, malformed.detail());
    }
    if (result instanceof ProxyResult.Complete complete) {
      header = null;
      Optional<HelloResult.Malformed> denial = whenProxied.apply(complete.header());
      return denial.isPresent() ? denial.get() : NEED_MORE;
    }
    return NEED_MORE;
  }

  /** How many of the bytes of the last {@link #read} were the header's: TLS must not see them. */
  public int headerBytes() {
    return headerBytes;
  }

  /** How many bytes the hello took, once it is complete. */
  public int helloBytes() {
    return hello.bytesRead();
  }
}
