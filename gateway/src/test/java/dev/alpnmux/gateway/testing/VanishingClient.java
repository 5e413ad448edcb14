package dev.alpnmux.gateway.testing;

import dev.alpnmux.gateway.testing.MoodyUpstream.Mood;
import dev.alpnmux.spec.HelloBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A client whose connections vanish, each at a stage that chance chooses, half of them by a reset.
 * For one thread.
 */
public final class VanishingClient {
  /** The service that has an upstream which nobody listens at. */
  public static final String DEAD = "dead";

  /** So much can always be written without anybody reading it. */
  private static final int WRITTEN_MAX = 64_000;

  private static final int BUFFER_BYTES = 4096;
  private static final List<Mood> MOODS = List.of(Mood.values());

  private final Way way;
  private final InetSocketAddress gateway;
  private final SSLContext context;
  private final Random random;
  private final byte[] hello;

  /**
   * @param context shared by clients, so that sessions resume
   */
  public VanishingClient(Way way, InetSocketAddress gateway, SSLContext context, long seed)
      throws IOException {
    this.way = way;
    this.gateway = gateway;
    this.context = context;
    this.random = new Random(seed);
    this.hello = hello(Mood.DRAINS.service());
  }

  private String serverName() {
    return way.isTerminated() ? "a.test" : "upstream.test";
  }

  /** A hello that a server can answer: it has key shares. */
  private byte[] hello(String service) throws SSLException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {service});
    parameters.setServerNames(List.of(new SNIHostName(serverName())));
    parameters.setProtocols(new String[] {way.version()});
    engine.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), record);
    return Arrays.copyOf(record.array(), record.position());
  }

  /** Opens one connection and is gone. */
  @SuppressWarnings("EmptyCatch") // The gateway may be quicker to end it.
  public void appear() throws IOException {
    try (Socket wire = connected()) {
      wire.setSoLinger(random.nextBoolean(), 0);
      try {
        beginAndVanish(wire);
      } catch (IOException brokenByTheOtherSide) {
        // So it vanishes without having got that far.
      }
    }
  }

  /** Opens one connection and ends it below TLS, which chance alone would do too seldom. */
  public void truncate() throws IOException {
    try (Socket wire = connected()) {
      open(wire, Mood.DRAINS);
      wire.shutdownOutput();
      wire.getInputStream().readAllBytes();
    }
  }

  private Socket connected() throws IOException {
    Socket wire = new Socket();
    wire.setReceiveBufferSize(BUFFER_BYTES);
    wire.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
    wire.connect(gateway);
    return wire;
  }

  private void beginAndVanish(Socket wire) throws IOException {
    switch (random.nextInt(12)) {
      case 0 -> {} // Not a byte.
      case 1 -> wire.getOutputStream().write(hello, 0, 1 + random.nextInt(hello.length - 1));
      case 2 -> wire.getOutputStream().write(hello);
      case 3 -> refused(wire, "nope");
      case 4 -> refused(wire, DEAD);
      case 5, 6 -> inTheMiddleOfTheHandshake(wire);
      case 7 -> open(wire, MOODS.get(random.nextInt(MOODS.size())));
      default -> inTheRelay(wire);
    }
  }

  private void refused(Socket wire, String service) throws IOException {
    wire.getOutputStream().write(HelloBuilder.hello(serverName(), service).record());
    if (random.nextBoolean()) {
      wire.getInputStream().readAllBytes();
    }
  }

  private void inTheMiddleOfTheHandshake(Socket wire) throws IOException {
    wire.getOutputStream().write(hello);
    if (way.isTerminated()) {
      wire.getInputStream().readNBytes(1 + random.nextInt(500));
      // As if the second flight had begun.
      wire.getOutputStream().write(new byte[] {22, 3, 3, 0, 70}, 0, random.nextInt(6));
    }
  }

  /** Returns the socket on which bytes go to the upstream. */
  private Socket open(Socket wire, Mood mood) throws IOException {
    if (!way.isTerminated()) {
      wire.getOutputStream().write(hello(mood.service()));
      return wire;
    }
    SSLSocket socket =
        RunningGateway.dialOver(wire, context, serverName(), way.version(), mood.service());
    socket.startHandshake();
    return socket;
  }

  private void inTheRelay(Socket wire) throws IOException {
    Mood mood = MOODS.get(random.nextInt(MOODS.size()));
    Socket socket = open(wire, mood);
    if (random.nextBoolean()) {
      Bytes.send(socket.getOutputStream(), 1 + random.nextInt(WRITTEN_MAX), 1);
    }
    if (mood == Mood.FLOODS && random.nextBoolean()) {
      socket.getInputStream().readNBytes(random.nextInt(WRITTEN_MAX));
    }
    switch (random.nextInt(4)) {
      case 0 -> socket.shutdownOutput();
      case 1 -> wire.shutdownOutput();
      case 2 -> socket.close();
      default -> {} // In the middle of it.
    }
  }
}
