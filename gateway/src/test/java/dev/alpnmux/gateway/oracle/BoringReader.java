package dev.alpnmux.gateway.oracle;

import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.tls.OpenSslText;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.handler.ssl.OpenSsl;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * BoringSSL as a TLS server. It tells the server name; of the ids it tells which of some candidates
 * it would select, so it is asked again without that one, until it selects none.
 */
final class BoringReader implements Oracle, AutoCloseable {
  private static final int OUTPUT_BYTES = 1 << 16;
  private static final ApplicationProtocol NOBODYS = ApplicationProtocol.parse("nobody-has-this");

  private final long chain;
  private final long key;

  BoringReader() throws Exception {
    OpenSsl.ensureAvailability();
    long chainText = textOf("a.pem");
    long keyText = textOf("a.key");
    try {
      chain = SSL.parseX509Chain(chainText);
      key = SSL.parsePrivateKey(keyText, null);
    } finally {
      SSL.freeBIO(chainText);
      SSL.freeBIO(keyText);
    }
  }

  private static long textOf(String file) throws Exception {
    byte[] text = Files.readAllBytes(TestCertificates.FOLDER.resolve(file));
    ByteBuffer memory = ByteBuffer.allocateDirect(text.length).put(text);
    long bio = SSL.newMemBIO();
    try {
      SSL.bioWrite(bio, Buffer.address(memory), text.length);
      return bio;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public void close() {
    SSL.freeX509Chain(chain);
    SSL.freePrivateKey(key);
  }

  @Override
  public Reading read(byte[] hello, Collection<ApplicationProtocol> candidates) throws Exception {
    Reading first = ask(hello, List.of(NOBODYS));
    if (first.outcome() != Reading.Outcome.READ) {
      return first;
    }
    List<ApplicationProtocol> selected = new ArrayList<>(first.protocols());
    Set<ApplicationProtocol> left = new HashSet<>(candidates);
    left.removeIf(candidate -> !OpenSslText.canExpress(candidate));
    boolean isOneSelected = true;
    while (isOneSelected && !left.isEmpty()) {
      List<ApplicationProtocol> one = ask(hello, left).protocols();
      selected.addAll(one);
      isOneSelected = left.removeAll(one);
    }
    return asFarAsKnown(Reading.read(first.serverName(), selected));
  }

  /** Neither the order of the ids, nor those that its interface cannot express. */
  @Override
  public Reading asFarAsKnown(Reading reading) {
    List<ApplicationProtocol> ids =
        reading.protocols().stream()
            .filter(OpenSslText::canExpress)
            .distinct()
            .sorted(Comparator.comparing(ApplicationProtocol::octets))
            .toList();
    return new Reading(reading.outcome(), reading.serverName(), ids);
  }

  private Reading ask(byte[] hello, Collection<ApplicationProtocol> candidates) throws Exception {
    long context =
        SSLContext.make(SSL.SSL_PROTOCOL_TLSV1_2 | SSL.SSL_PROTOCOL_TLSV1_3, SSL.SSL_MODE_SERVER);
    try {
      String[] ids = candidates.stream().map(OpenSslText::of).toArray(String[]::new);
      SSLContext.setAlpnProtos(context, ids, SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
      return handshake(context, hello);
    } finally {
      SSLContext.free(context);
      SSL.clearError();
    }
  }

  private Reading handshake(long context, byte[] hello) throws Exception {
    long ssl = SSL.newSSL(context, true);
    ByteBuffer memory = ByteBuffer.allocateDirect(hello.length + 1).put(hello);
    try {
      SSL.setKeyMaterial(ssl, chain, key);
      long bio = SSL.bioNewByteBuffer(ssl, OUTPUT_BYTES);
      SSL.bioSetByteBuffer(bio, Buffer.address(memory), hello.length, false);
      int result = SSL.doHandshake(ssl);
      if (SSL.getError(ssl, result) != SSL.SSL_ERROR_WANT_READ) {
        return Reading.REFUSED;
      }
      return SSL.bioLengthNonApplication(bio) == 0
          ? Reading.WAITS
          : Reading.read(
              Optional.ofNullable(SSL.getSniHostname(ssl)), protocols(SSL.getAlpnSelected(ssl)));
    } finally {
      SSL.freeSSL(ssl);
      Reference.reachabilityFence(memory);
    }
  }

  private static List<ApplicationProtocol> protocols(@Nullable String selected) {
    return OpenSslText.protocol(selected).stream().toList();
  }
}
