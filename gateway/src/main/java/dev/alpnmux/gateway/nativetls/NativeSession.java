package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.tls.ClientRefusal;
import dev.alpnmux.gateway.tls.ClientTls;
import dev.alpnmux.gateway.tls.OpenSslDetails;
import dev.alpnmux.gateway.tls.OpenSslText;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ProxyTls;
import dev.alpnmux.spec.ProxyTls.Proof;
import dev.alpnmux.spec.Refusal;
import io.netty.internal.tcnative.SSL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One TLS session without a socket: ciphertext is {@link #receive received} at one address and
 * {@link #sendTo put} at another. For one thread. The owner calls {@link #free}; what is called
 * after that throws {@link IllegalStateException} and touches no native memory.
 *
 * <p>BoringSSL reads and writes through one BIO, that is either a source or a sink. What BoringSSL
 * writes while it reads waits in a small buffer of the BIO, and must be flushed whole before the
 * next write: tcnative counts a part of it as written by the next caller.
 */
public final class NativeSession {
  /** RFC 8446 §5.1, RFC 5246 §6.2.1. */
  private static final int RECORD_PLAINTEXT_MAX = 16 * 1024;

  /** Header 5, type 1, tag 16; TLS 1.2 has a nonce of 8 and no type. */
  private static final int RECORD_OVERHEAD_MAX = 32;

  /** Two tickets, each with the certificates of the client, wait for the first write. */
  private static final int PENDING_BYTES_MAX = 2 * (NativeContext.PEER_CHAIN_BYTES_MAX + 2048);

  /** A flight, or the tickets, and an alert. Longer ones continue once the BIO is a sink. */
  private static final int HANDSHAKE_BIO_BYTES = 2048;

  /** What still is written while it reads: a KeyUpdate and an alert. */
  private static final int BIO_BYTES = 128;

  /** The least room for what a handshake writes. */
  private static final int HANDSHAKE_ROOM_MIN = 16 * 1024;

  private final NativeContext context;
  private final Optional<ApplicationProtocol> offered;
  private final String peerName;
  private long ssl;
  private long bio;

  private long inAddress;
  private int inLength;

  /** The BIO reads from {@link #inAddress}; otherwise it is a sink, or out of date. */
  private boolean isSource;

  private long outAddress;
  private int outCapacity;
  private int outLength;

  /** The place was given after the input, so it cannot be one that has been sent long ago. */
  private boolean isOutFresh;

  private boolean isFinished;
  private boolean hasWritten;

  /** BoringSSL may hold plaintext that did not fit into the last read. */
  private boolean hasPlaintext;

  private boolean isEnded;
  private boolean isCloseSent;
  private boolean isFailed;
  private List<X509Certificate> shown = List.of();
  private @Nullable ClientRefusal refusal;
  private @Nullable Throwable cause;

  /**
   * @param offered the id that a client offers
   * @param peerName the name that a client verifies; empty for a server
   */
  NativeSession(NativeContext context, Optional<ApplicationProtocol> offered, String peerName)
      throws SSLException {
    this.context = context;
    this.offered = offered;
    this.peerName = peerName;
    ssl = context.newSsl();
    try {
      bio = SSL.bioNewByteBuffer(ssl, HANDSHAKE_BIO_BYTES);
    } catch (RuntimeException | Error e) {
      free();
      throw e;
    }
  }

  /**
   * Returns the room that {@link #write} of so many bytes can need at most, with all that BoringSSL
   * puts before them.
   */
  public static int sealedBytesMax(int plaintextBytes) {
    int records = plaintextBytes / RECORD_PLAINTEXT_MAX + 1;
    return Math.addExact(plaintextBytes, records * RECORD_OVERHEAD_MAX + PENDING_BYTES_MAX);
  }

  /**
   * Gives ciphertext to work on, in place of what is {@link #unread}. The memory must stay as it is
   * until it is taken, or given anew.
   */
  public void receive(long address, int length) {
    requireMemory(address, length);
    inAddress = address;
    inLength = length;
    isSource = false;
    isOutFresh = false;
  }

  /** Returns how many of the received bytes are not yet taken. */
  public int unread() {
    return inLength;
  }

  /**
   * Says where the ciphertext goes that is produced from now on. An alert that a failed {@link
   * #read} had no place for is put there at once.
   */
  public void sendTo(long address, int capacity) {
    requireOpen();
    requireMemory(address, capacity);
    outAddress = address;
    outCapacity = capacity;
    outLength = 0;
    isOutFresh = true;
    if (isFailed) {
      drain();
    }
  }

  /** Returns how many bytes were put where {@link #sendTo} said, since it said so. */
  public int produced() {
    return outLength;
  }

  /**
   * Works on the received bytes; false when it needs more. {@link #sendTo} must have given at least
   * 16 KiB, which is enough but for very long certificate chains.
   *
   * @throws SSLException if the handshake fails; {@link #produced} may be an alert that is still to
   *     be sent
   */
  public boolean handshake() throws SSLException {
    requireUsable();
    if (isFinished) {
      return true;
    }
    requireRoom(HANDSHAKE_ROOM_MIN);
    PeerVerifier verifier = context.verifier();
    if (verifier == null) {
      return workOnHandshake();
    }
    verifier.enter(ssl, this);
    try {
      return workOnHandshake() && isStillAccepted(verifier);
    } finally {
      verifier.leave(ssl);
    }
  }

  private boolean workOnHandshake() throws SSLException {
    int error;
    do {
      makeSource();
      error = stepHandshake();
      noteTaken();
      makeSink();
      if (error == SSL.SSL_ERROR_WANT_WRITE) {
        error = stepHandshake();
      }
      noteProduced();
    } while (error == SSL.SSL_ERROR_WANT_READ && inLength > 0);
    isFinished = error == SSL.SSL_ERROR_NONE;
    if (!isFinished && error != SSL.SSL_ERROR_WANT_READ) {
      throw failure(error);
    }
    return isFinished;
  }

  private int stepHandshake() {
    int result = SSL.doHandshake(ssl);
    return result == 1 ? SSL.SSL_ERROR_NONE : SSL.getError(ssl, result);
  }

  /** BoringSSL does not ask again about the certificate of a session that it resumes. */
  private boolean isStillAccepted(PeerVerifier verifier) throws SSLException {
    if (!SSL.isSessionReused(ssl)) {
      return true;
    }
    byte[] leaf = SSL.getPeerCertificate(ssl);
    byte[][] issuers = SSL.getPeerCertChain(ssl);
    if (!verifier.acceptsAgain(this, leaf, issuers)) {
      throw failure(SSL.SSL_ERROR_SSL);
    }
    return true;
  }

  /**
   * Decrypts into {@code capacity} bytes at {@code address}. Returns how many were put there, 0
   * when it needs more input, or -1 when the peer's close_notify has been read; writing stays
   * possible then. It may return less than there is: ask again until it returns 0 or -1.
   *
   * @throws SSLException if the peer breaks the protocol or has sent a fatal alert; {@link #sendTo}
   *     then {@link #produced} tell what must still be sent
   */
  public int read(long address, int capacity) throws SSLException {
    if (isEnded) {
      return -1;
    }
    requireFinished();
    if (inLength == 0 && !hasPlaintext) {
      return 0;
    }
    requireMemory(address, capacity);
    if (capacity == 0) {
      throw new IllegalArgumentException("a read needs place for at least one byte");
    }
    makeSource();
    int count = SSL.readFromSSL(ssl, address, capacity);
    if (count <= 0) {
      return readNothing(SSL.getError(ssl, count));
    }
    noteTaken();
    hasPlaintext = count == capacity;
    return count;
  }

  private int readNothing(int error) throws SSLException {
    noteTaken();
    hasPlaintext = false;
    if (error == SSL.SSL_ERROR_WANT_READ) {
      return 0;
    }
    if (error == SSL.SSL_ERROR_ZERO_RETURN) {
      // RFC 8446 §6.1: only this direction has ended; so no SSL_shutdown.
      isEnded = true;
      return -1;
    }
    SSLException failure = failure(error);
    if (isOutFresh) {
      drain();
    }
    throw failure;
  }

  /**
   * Encrypts all of these bytes.
   *
   * @throws IllegalStateException if there is less room than {@link #sealedBytesMax} of them
   * @throws SSLException if the session has failed
   */
  public void write(long address, int length) throws SSLException {
    requireFinished();
    if (isCloseSent) {
      throw new IllegalStateException("nothing can be written after closeNotify");
    }
    if (length == 0) {
      return;
    }
    requireMemory(address, length);
    requireRoom(sealedBytesMax(length));
    makeSink();
    int written = SSL.writeToSSL(ssl, address, length);
    int error = written > 0 ? SSL.SSL_ERROR_NONE : SSL.getError(ssl, written);
    noteProduced();
    if (written != length) {
      throw failure(error);
    }
    if (!hasWritten) {
      hasWritten = true;
      shrink();
    }
  }

  /** The tickets are out: what an idle session keeps can be smaller now. Frees the old BIO. */
  private void shrink() {
    bio = SSL.bioNewByteBuffer(ssl, BIO_BYTES);
    isSource = false;
  }

  /**
   * Ends our direction; reading stays possible. Does nothing the second time, and before the end of
   * the handshake.
   */
  public void closeNotify() {
    requireOpen();
    if (isCloseSent || !isFinished || isFailed) {
      return;
    }
    requireRoom(sealedBytesMax(0));
    isCloseSent = true;
    makeSink();
    if (SSL.shutdownSSL(ssl) < 0) {
      SSL.clearError();
    }
    noteProduced();
  }

  /** Returns what the finished handshake with a client was for. */
  public Negotiated negotiated() {
    requireOpen();
    return new Negotiated(
        OpenSslText.protocol(SSL.getAlpnSelected(ssl)),
        Optional.ofNullable(SSL.getSniHostname(ssl)),
        client());
  }

  /** Returns what the finished handshake with a client has come to. */
  public TlsDetails details() {
    requireOpen();
    return OpenSslDetails.of(ssl);
  }

  /** Whether the upstream acknowledged the one id that it was offered. */
  public boolean isAcknowledged() {
    requireOpen();
    return offered.isPresent() && OpenSslText.protocol(SSL.getAlpnSelected(ssl)).equals(offered);
  }

  /** Whether the finished handshake resumed an earlier session. */
  public boolean isResumed() {
    requireOpen();
    return SSL.isSessionReused(ssl);
  }

  /** Returns what the upstream may be told of the finished handshake with a client. */
  public ProxyTls told() {
    requireOpen();
    return ClientTls.of(
        SSL.getVersion(ssl),
        SSL.getCipherForSSL(ssl),
        isResumed() ? Proof.RESUMED : Proof.SHOWN,
        client());
  }

  /** Returns why the client's certificate was refused, when that failed the handshake. */
  public Optional<ClientRefusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Frees the native memory. Does nothing the second time. */
  public void free() {
    if (ssl != 0) {
      // Frees the BIO too: freeing it as well would end the process.
      SSL.freeSSL(ssl);
      ssl = 0;
      bio = 0;
      context.freed();
    }
  }

  /** Sends this name in the ClientHello, also one without a dot. */
  void askFor(String serverName) {
    SSL.setTlsExtHostName(ssl, serverName);
  }

  /** The name that an upstream must prove. */
  String peerName() {
    return peerName;
  }

  private Optional<ClientCertificate> client() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(ClientCertificate.of(shown));
  }

  /** Keeps what the client has shown, its own certificate first. */
  void shown(List<X509Certificate> chain) {
    shown = chain;
  }

  /** Keeps why the verifier is about to refuse the peer. */
  void refuse(@Nullable ClientRefusal reason, @Nullable Throwable failure) {
    refusal = reason;
    cause = failure;
  }

  private void makeSource() {
    if (isSource) {
      return;
    }
    if (inLength > 0) {
      SSL.bioSetByteBuffer(bio, inAddress, inLength, false);
    } else {
      SSL.bioClearByteBuffer(bio);
    }
    isSource = true;
  }

  private void noteTaken() {
    int left = SSL.bioLengthByteBuffer(bio);
    inAddress += inLength - left;
    inLength = left;
  }

  /** Only with more room than the buffer of the BIO: a part of it must never stay behind. */
  private void makeSink() {
    isSource = false;
    SSL.bioSetByteBuffer(bio, outAddress + outLength, outCapacity - outLength, true);
    SSL.bioFlushByteBuffer(bio);
  }

  private void noteProduced() {
    outLength = outCapacity - SSL.bioLengthByteBuffer(bio);
  }

  private void drain() {
    if (outCapacity - outLength >= HANDSHAKE_BIO_BYTES) {
      makeSink();
      noteProduced();
    }
  }

  private SSLException failure(int error) {
    isFailed = true;
    String reason = NativeErrors.take(error);
    if (context.isServer() && reason.equals("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
      refusal = ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_MISSING);
    }
    SSLException failure =
        isFinished ? new SSLException(reason) : new SSLHandshakeException(reason);
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }

  private void requireOpen() {
    if (ssl == 0) {
      throw new IllegalStateException("the session is freed");
    }
  }

  private void requireUsable() throws SSLException {
    requireOpen();
    if (isFailed) {
      throw new SSLException("the session has failed before");
    }
  }

  private void requireFinished() throws SSLException {
    requireUsable();
    if (!isFinished) {
      throw new IllegalStateException("the handshake is not finished");
    }
  }

  private void requireRoom(int bytes) {
    if (outCapacity - outLength < bytes) {
      throw new IllegalStateException(
          "needs room for " + bytes + " bytes but has " + (outCapacity - outLength));
    }
  }

  private static void requireMemory(long address, int length) {
    if (address == 0 || length < 0) {
      throw new IllegalArgumentException("no memory: " + length + " bytes");
    }
  }
}
