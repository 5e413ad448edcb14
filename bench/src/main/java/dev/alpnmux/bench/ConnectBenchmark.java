package dev.alpnmux.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import dev.alpnmux.spec.Pem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One connect to a service and its close, beside a bare {@link SSLSocket} that asks for the same
 * and verifies the same. The gateway is another process: {@code cpu} is the client's processor
 * time, of all its threads, in microseconds per second; divided by the connects per second it is
 * the time of one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(
    value = 2,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
public class ConnectBenchmark {
  private static final String SERVICE = "echo";
  private static final String HOST = "localhost";
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Whether the gateway lets clients resume their sessions. */
  @Param({"false", "true"})
  public boolean resumes;

  private @Nullable EchoGateway gateway;
  private @Nullable AlpnmuxClient client;
  private @Nullable SSLContext context;

  /** The processor time of an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Cpu {
    /** In microseconds. */
    public long cpu;

    private long startNanos;

    /** Begins to count. */
    @Setup(Level.Iteration)
    public void start() {
      cpu = 0;
      startNanos = PROCESS.getProcessCpuTime();
    }

    /** Ends counting. */
    @TearDown(Level.Iteration)
    public void stop() {
      cpu = TimeUnit.NANOSECONDS.toMicros(PROCESS.getProcessCpuTime() - startNanos);
    }
  }

  /** Starts the gateway, and makes what both clients keep. */
  @Setup
  public void start() throws IOException, GeneralSecurityException {
    EchoGateway started = EchoGateway.start(resumes);
    gateway = started;
    client =
        AlpnmuxClient.newBuilder()
            .gateway(HOST + ':' + started.port())
            .trust(Trust.pem(started.authority()))
            .build();
    context = trusting(Pem.certificates(Files.readString(started.authority())));
    requireWhatIsMeasured();
  }

  private static SSLContext trusting(List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authorities.get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Whether sessions resume must not depend on what a JDK makes of a property. */
  private void requireWhatIsMeasured() throws IOException {
    bareSocket();
    long before = System.currentTimeMillis();
    while (System.currentTimeMillis() == before) {
      Thread.onSpinWait();
    }
    boolean isResumed = bareSocket().getCreationTime() <= before;
    if (isResumed != resumes) {
      throw new IllegalStateException("sessions resume: " + isResumed);
    }
  }

  /** Ends the gateway. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(gateway).close();
  }

  /** What a careful program writes by hand. */
  @Benchmark
  public SSLSession bareSocket(Cpu cpu) throws IOException {
    return bareSocket();
  }

  private SSLSession bareSocket() throws IOException {
    int port = Objects.requireNonNull(gateway).port();
    SSLContext tls = Objects.requireNonNull(context);
    try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(HOST, port)) {
      socket.setTcpNoDelay(true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setServerNames(List.of(new SNIHostName(HOST)));
      parameters.setApplicationProtocols(new String[] {SERVICE});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      if (!socket.getApplicationProtocol().equals(SERVICE)) {
        throw new IllegalStateException("not acknowledged");
      }
      exchange(socket);
      return socket.getSession();
    }
  }

  /** The library. */
  @Benchmark
  public SSLSession client(Cpu cpu) throws IOException {
    try (ServiceSocket socket = Objects.requireNonNull(client).connect(SERVICE)) {
      exchange(socket);
      return socket.tls();
    }
  }

  /** With a byte each way the ticket has been read, without which nothing is ever resumed. */
  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(1);
    if (socket.getInputStream().read() != 1) {
      throw new IllegalStateException("no echo");
    }
  }
}
