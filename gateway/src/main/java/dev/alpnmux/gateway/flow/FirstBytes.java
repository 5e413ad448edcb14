package dev.alpnmux.gateway.flow;

import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.ProxyHeaderReader;
import dev.alpnmux.spec.ProxyResult;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.TcpmuxLineReader;
import dev.alpnmux.spec.TcpmuxResult;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends before it is served: the PROXY header of whoever stands before it,
 * where the listener requires one, and the ClientHello, or the line of a TCPMUX client. One for
 * each connection, on its event loop.
 */
public final class FirstBytes {
  private static final HelloResult NEED_MORE = new HelloResult.NeedMore();
  private static final TcpmuxResult NEED_MORE_OF_LINE = new TcpmuxResult.NeedMore();

  private final ConnectionFlow flow;
  private final Function<ProxyHeader, Optional<HelloResult.Malformed>> whenProxied;
  private final ClientHelloReader hello;
  private final @Nullable TcpmuxLineReader line;
  private @Nullable ProxyHeaderReader header;
  private HelloResult result = NEED_MORE;
  private TcpmuxResult lineResult = NEED_MORE_OF_LINE;
  private int takenBytes;

  /**
   * @param requiresHeader whether a PROXY header comes first
   * @param isTcpmux whether a line is to be read in place of a hello
   * @param whenProxied told of the header, before anything of the client; returns why the client is
   *     turned away, if it is
   */
  FirstBytes(
      ConnectionFlow flow,
      ClientHelloReader hello,
      boolean requiresHeader,
      boolean isTcpmux,
      Function<ProxyHeader, Optional<HelloResult.Malformed>> whenProxied) {
    this.flow = flow;
    this.hello = hello;
    this.line = isTcpmux ? TcpmuxLineReader.ofRequest() : null;
    this.header = requiresHeader ? new ProxyHeaderReader() : null;
    this.whenProxied = whenProxied;
  }

  /** Looks at the bytes that arrived next; returns whether that settles what the client is. */
  public boolean read(ByteBuffer bytes) {
    int from = bytes.position();
    result = header == null ? result : read(header, bytes);
    takenBytes = bytes.position() - from;
    if (header == null && result instanceof HelloResult.NeedMore) {
      readRequest(bytes, from);
    }
    return !(result instanceof HelloResult.NeedMore)
        || !(lineResult instanceof TcpmuxResult.NeedMore);
  }

  private void readRequest(ByteBuffer bytes, int from) {
    if (line == null) {
      result = hello.read(bytes);
    } else {
      lineResult = line.read(bytes);
      takenBytes = bytes.position() - from;
    }
  }

  private HelloResult read(ProxyHeaderReader reader, ByteBuffer bytes) {
    ProxyResult read = reader.read(bytes);
    if (read instanceof ProxyResult.Malformed malformed) {
      return new HelloResult.Malformed(Refusal.PROXY_HEADER, malformed.detail());
    }
    if (read instanceof ProxyResult.Complete complete) {
      header = null;
      Optional<HelloResult.Malformed> denial = whenProxied.apply(complete.header());
      return denial.isPresent() ? denial.get() : NEED_MORE;
    }
    return NEED_MORE;
  }

  /** Tells the flow what the bytes are, once that is settled. */
  public void tell() {
    if (lineResult instanceof TcpmuxResult.NeedMore) {
      flow.helloRead(result);
    } else {
      flow.lineRead(lineResult);
    }
  }

  /**
   * How many of the bytes of the last {@link #read} were of a PROXY header or a TCPMUX line: TLS or
   * the service must not see them.
   */
  public int takenBytes() {
    return takenBytes;
  }

  /** How many bytes the hello took, once it is complete. */
  public int helloBytes() {
    return hello.bytesRead();
  }
}
