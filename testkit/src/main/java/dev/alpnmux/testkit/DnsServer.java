package dev.alpnmux.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DNS server on 127.0.0.1, over UDP, whose answers a test changes while it runs. Thread-safe;
 * whoever started it closes it.
 */
public final class DnsServer implements AutoCloseable {
  private static final int A = 1;
  private static final int CNAME = 5;
  private static final int SRV = 33;
  private static final int HEADER_BYTES = 12;

  /** What it does instead of an answer. */
  public enum Failure {
    /** Response code 2. */
    SERVFAIL,
    /** Response code 3. */
    NXDOMAIN,
    /** The name is there, but has no such record. */
    EMPTY,
    /** Says nothing. */
    DROP,
    /** Sends bytes that are no DNS message. */
    GARBAGE,
    /** Says that there is more, for which one has to come by TCP; nobody listens there. */
    TRUNCATED
  }

  private final DatagramSocket socket;
  private final Map<String, List<Data>> records = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> questions = new ConcurrentHashMap<>();

  /** One record of an answer; its octets as Latin-1. */
  private record Data(String name, int type, int seconds, String octets) {
    Data(String name, int type, int seconds, byte[] bytes) {
      this(name, type, seconds, new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Starts; it knows no name.
   *
   * @throws IOException if no port can be had
   */
  public DnsServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "dns server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns its address, {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Answers with these addresses from now on. */
  public void host(String name, int seconds, String... addresses) {
    answer(name, Arrays.stream(addresses).map(a -> address(name, seconds, a)).toList());
  }

  /** Answers that the name is an alias of another one, which has this address. */
  public void alias(String name, int seconds, String of, int secondsOfAddress, String address) {
    answer(
        name,
        List.of(
            new Data(name, CNAME, seconds, wireName(of)), address(of, secondsOfAddress, address)));
  }

  /**
   * Answers with these SRV records from now on.
   *
   * @param data such as {@code "10 60 5432 db.test"}: priority, weight, port, target
   */
  public void service(String name, int seconds, String... data) {
    answer(name, Arrays.stream(data).map(d -> new Data(name, SRV, seconds, srvData(d))).toList());
  }

  /**
   * Answers with records of any type from now on.
   *
   * @param type its number, such as 33 for SRV and 65 for HTTPS
   * @param data what each record holds
   */
  public void records(String name, int type, int seconds, byte[]... data) {
    answer(name, Arrays.stream(data).map(d -> new Data(name, type, seconds, d)).toList());
  }

  private void answer(String name, List<Data> data) {
    records.put(name, data);
    failures.remove(name);
  }

  /** Fails in this way from now on. */
  public void fail(String name, Failure failure) {
    failures.put(name, failure);
  }

  /** Returns how often somebody has asked for this name. */
  public int questions(String name) {
    AtomicInteger count = questions.get(name);
    return count == null ? 0 : count.get();
  }

  private static Data address(String name, int seconds, String address) {
    try {
      // A literal, which nobody looks up.
      return new Data(name, A, seconds, InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IPv4 address: " + address, e);
    }
  }

  private static byte[] srvData(String written) {
    String[] parts = written.split(" ", -1);
    byte[] target = wireName(parts[3]);
    ByteBuffer data = ByteBuffer.allocate(3 * Short.BYTES + target.length);
    for (int i = 0; i < 3; i++) {
      data.putShort((short) Integer.parseInt(parts[i]));
    }
    return data.put(target).array();
  }

  private static byte[] wireName(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : name.equals(".") ? new String[0] : name.split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  private void serve() {
    byte[] room = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(room, room.length);
      try {
        socket.receive(packet);
        reply(packet);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void reply(DatagramPacket from) throws IOException {
    ByteBuffer question = ByteBuffer.wrap(from.getData(), 0, from.getLength());
    short id = question.getShort();
    question.position(HEADER_BYTES);
    String name = readName(question);
    int type = question.getShort();
    byte[] asked = Arrays.copyOfRange(from.getData(), HEADER_BYTES, question.position() + 2);
    byte[] answer = answer(id, asked, name, type);
    if (answer.length > 0) {
      socket.send(new DatagramPacket(answer, answer.length, from.getSocketAddress()));
    }
    questions.computeIfAbsent(name, n -> new AtomicInteger()).incrementAndGet();
  }

  private static String readName(ByteBuffer question) {
    StringBuilder name = new StringBuilder();
    for (int length = question.get(); length > 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private byte[] answer(short id, byte[] asked, String name, int type) throws IOException {
    Failure failure = failures.get(name);
    if (failure == null) {
      List<Data> known = records.get(name);
      return known == null
          ? message(id, 0x8183, asked, List.of())
          : message(id, 0x8180, asked, fitting(known, type));
    }
    return switch (failure) {
      case SERVFAIL -> message(id, 0x8182, asked, List.of());
      case NXDOMAIN -> message(id, 0x8183, asked, List.of());
      case EMPTY -> message(id, 0x8180, asked, List.of());
      case TRUNCATED -> message(id, 0x8380, asked, List.of());
      case GARBAGE -> new byte[] {(byte) (id >> 8), (byte) id, -1, -1, -1, -1, -1, -1, -1};
      case DROP -> new byte[0];
    };
  }

  private static List<Data> fitting(List<Data> known, int type) {
    return known.stream().anyMatch(data -> data.type() == type) ? known : List.of();
  }

  private static byte[] message(short id, int flags, byte[] asked, List<Data> answers)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(flags);
    out.writeShort(1);
    out.writeShort(answers.size());
    out.writeInt(0);
    out.write(asked);
    for (Data data : answers) {
      out.write(wireName(data.name()));
      out.writeShort(data.type());
      out.writeShort(1);
      out.writeInt(data.seconds());
      out.writeShort(data.octets().length());
      out.write(data.octets().getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
