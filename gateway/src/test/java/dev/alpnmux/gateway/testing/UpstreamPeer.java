package dev.alpnmux.gateway.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** One accepted connection, as the script of an upstream sees it. Blocking, with a read timeout. */
public final class UpstreamPeer implements Closeable {
  private final Closeable wire;
  private final InputStream input;
  private final OutputStream output;
  private final EndOfOutput endOfOutput;
  private final Optional<SSLSocket> tls;

  @FunctionalInterface
  private interface EndOfOutput {
    void send() throws IOException;
  }

  private UpstreamPeer(
      Closeable wire,
      InputStream input,
      OutputStream output,
      EndOfOutput endOfOutput,
      Optional<SSLSocket> tls) {
    this.wire = wire;
    this.input = input;
    this.output = output;
    this.endOfOutput = endOfOutput;
    this.tls = tls;
  }

  static UpstreamPeer of(Socket socket) throws IOException {
    return new UpstreamPeer(
        socket,
        socket.getInputStream(),
        socket.getOutputStream(),
        socket::shutdownOutput,
        Optional.empty());
  }

  static UpstreamPeer of(Socket wire, SSLSocket tls) throws IOException {
    return new UpstreamPeer(
        wire, tls.getInputStream(), tls.getOutputStream(), tls::shutdownOutput, Optional.of(tls));
  }

  static UpstreamPeer of(SocketChannel channel) {
    return new UpstreamPeer(
        channel,
        Channels.newInputStream(channel),
        Channels.newOutputStream(channel),
        channel::shutdownOutput,
        Optional.empty());
  }

  /** What the gateway sends. */
  public InputStream input() {
    return input;
  }

  /** What the gateway reads. */
  public OutputStream output() {
    return output;
  }

  /** Ends the output: by close_notify alone where there is TLS, by FIN elsewhere. */
  public void endOutput() throws IOException {
    endOfOutput.send();
  }

  /** Resets the connection. */
  public void reset() throws IOException {
    wire().setSoLinger(true, 0);
    wire.close();
  }

  /** The socket below any TLS, of an upstream on TCP. */
  public Socket wire() {
    return (Socket) wire;
  }

  /** The TLS socket, of an upstream that speaks TLS. */
  public SSLSocket tls() {
    return tls.orElseThrow();
  }

  /** Closes in order: with close_notify where there is TLS. */
  @Override
  public void close() throws IOException {
    if (tls.isPresent()) {
      tls.get().close();
    }
    wire.close();
  }
}
