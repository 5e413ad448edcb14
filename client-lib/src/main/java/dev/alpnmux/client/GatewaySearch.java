package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One connect to a service by a library that makes its own connections: says where to connect to,
 * with which TLS and for how long, and what a failure means. For those who write an adaptor to such
 * a library. {@link AlpnmuxClient#search} begins one; then, in order, with what is repeated in
 * brackets:
 *
 * <pre>
 * [ next address timeout tcpConnected … failed | timedOut ]
 *     opened closed
 *   | abandoned
 * </pre>
 *
 * <p>What a method throws is the end of the search. The {@link ClientEvents} of the client hear of
 * all of it as of any other connect. It opens and closes nothing, and only {@link #next} waits.
 *
 * <p>Methods are called one after the other, on any threads; {@link #abandoned} at any time.
 */
public final class GatewaySearch {
  private final Call call;
  private final ConnectionAccount account;
  private final Deadline deadline;
  private final AtomicBoolean hasEnded = new AtomicBoolean();
  private @Nullable Queue<Candidate> gateways;
  private @Nullable Visit visit;
  private @Nullable GatewayTry current;

  /** A gateway, and those of its addresses that are not tried yet. */
  private record Visit(
      Candidate gateway, Deadline share, Duration lookup, Queue<InetSocketAddress> left) {}

  GatewaySearch(AlpnmuxClient client, ApplicationProtocol service) {
    call = Call.of(client, List.of(service));
    account = call.account();
    deadline = Deadline.in(client.connectTimeout());
    call.tell(events -> events.connectStarted(call.dial()));
  }

  /**
   * Goes on to the address to try now. Blocks: asks DNS, and reads the files of the identity if
   * they have changed.
   *
   * @return TLS for one connection to this address, as by {@link AlpnmuxClient#sslContext}: to make
   *     its engine does not block. Its default parameters hold what must be offered and verified
   * @throws AlpnmuxException if there is nothing more to try
   * @throws IOException if the search was abandoned, or this thread interrupted
   */
  public SSLContext next() throws IOException {
    try {
      call.cancellation().require();
      GatewayTry trying = nextTry(nextVisit());
      current = trying;
      call.tell(events -> events.attemptStarted(call.dial(), trying.gateway(), trying.address()));
      return tlsOf(trying);
    } catch (IOException e) {
      abandoned(e);
      throw e;
    }
  }

  private Visit nextVisit() throws IOException {
    Visit now = visit;
    while (now == null || now.left.isEmpty()) {
      now = entered(nextGateway());
      visit = now;
    }
    return now;
  }

  private Candidate nextGateway() throws IOException {
    if (gateways == null) {
      gateways = new ArrayDeque<>(Candidates.of(call, deadline));
    }
    Candidate next = gateways.poll();
    if (next == null) {
      throw call.tries().conclusion();
    }
    return next;
  }

  private Visit entered(Candidate gateway) throws IOException {
    int others = gateways == null ? 0 : gateways.size();
    Deadline share = deadline.share(others + 1);
    try {
      GatewayLookup lookup = GatewayLookup.of(call, gateway, share);
      return new Visit(gateway, share, lookup.took(), new ArrayDeque<>(lookup.addresses()));
    } catch (AlpnmuxException e) {
      call.tries().failed(e);
      return new Visit(gateway, share, Duration.ZERO, new ArrayDeque<>());
    }
  }

  private static GatewayTry nextTry(Visit visit) {
    Deadline share = visit.share.share(visit.left.size());
    return new GatewayTry(visit.gateway, visit.left.remove(), visit.lookup, share);
  }

  private SSLContext tlsOf(GatewayTry trying) {
    AlpnmuxClient client = call.client();
    ServiceTls tls = new ServiceTls(call.asked(), client.peerName(trying.candidate()));
    TlsWitness witness = new TlsWitness(call.failures(trying.gateway()), account);
    return ServiceSslContext.once(tls, client.contexts(), witness);
  }

  private GatewayTry current() {
    if (current == null) {
      throw new IllegalStateException("there is no try before next");
    }
    return current;
  }

  /** {@return the gateway that is tried} */
  public GatewayAddress gateway() {
    return current().gateway();
  }

  /** {@return where to connect to: an address of the gateway} */
  public InetSocketAddress address() {
    return current().address();
  }

  /**
   * {@return what is left for this try, handshake included, of the client's connect timeout:
   * gateways and their addresses have even shares} Positive; {@link #timedOut} is due after it.
   */
  public Duration timeout() {
    return Duration.ofNanos(Math.max(1, current().deadline().nanosLeft()));
  }

  /** The TCP connection is there: a failure is one of the handshake from now on. */
  public void tcpConnected() {
    current().connected();
  }

  /**
   * The handshake is done, and with it the search.
   *
   * @param acknowledged the ALPN id that the gateway answered with, one char per octet; null or
   *     empty for none
   * @throws AlpnmuxException if that is not the service: the caller closes the connection
   */
  public void opened(@Nullable String acknowledged) throws AlpnmuxException {
    String answer = Objects.requireNonNullElse(acknowledged, "");
    if (!call.asked().get(0).octets().equals(answer)) {
      failed(failures().notAcknowledged(answer, null));
      throw new IllegalStateException("an answer ends the search");
    }
    hasEnded.set(true);
    call.tries().answered(gateway());
    account.opened(gateway(), current().timings());
  }

  private Failures failures() {
    return call.failures(gateway());
  }

  /**
   * This try has failed. If there is an {@link AlpnmuxException} in the chain of causes, as the
   * engines of {@link #next} put it there, it is that.
   *
   * @param cause what it failed with
   * @throws AlpnmuxException if the gateway has given an answer, which ends the search
   */
  public void failed(Throwable cause) throws AlpnmuxException {
    failed(failures().foreign(current().phase(), cause));
  }

  /**
   * This try has taken too long: it has failed, and no answer has come.
   *
   * @throws AlpnmuxException if no other gateway is left
   */
  public void timedOut() throws AlpnmuxException {
    failed(failures().timeout(current().phase(), current().deadline(), null));
  }

  private void failed(AlpnmuxException failure) throws AlpnmuxException {
    call.tries().failed(failure.attempt(GatewayLookup.written(address())));
    if (failure.retryable() && visit != null && !visit.left.isEmpty()) {
      return;
    }
    try {
      call.tries().failed(failure);
    } catch (AlpnmuxException answer) {
      abandoned(answer);
      throw answer;
    }
  }

  /**
   * The caller ends the search, for this reason; a {@link #next} that waits ends too.
   *
   * @param reason why
   */
  public void abandoned(IOException reason) {
    call.cancellation().cancel();
    if (hasEnded.compareAndSet(false, true)) {
      call.tell(events -> events.connectFailed(call.dial(), reason));
    }
  }

  /** The connection that was opened is closed. */
  public void closed() {
    account.closed();
  }
}
