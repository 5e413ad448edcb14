package dev.alpnmux.gateway.testing;

import dev.alpnmux.gateway.testing.RawClient.Delivery;
import dev.alpnmux.spec.HelloBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A client of TLS 1.3 that is asked for a second ClientHello (RFC 8446 §4.1.4), may name something
 * else there than in the first, and still finishes the handshake as it should. It speaks
 * TLS_AES_128_GCM_SHA256 on P-256, and verifies nothing.
 */
public final class RetryingClient {
  private static final int BRAINPOOL = 0x1F; // Offered first; no engine here has it.
  private static final int P256 = 0x17;
  private static final int HASH_LENGTH = 32;
  private static final int RECORD_PAYLOAD_MAX = 1 << 14;
  private static final int RECORD_HANDSHAKE = 22;
  private static final int RECORD_DATA = 23;

  private final RawClient client;
  private final KeyPair key;
  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
  private byte[] cookie = {};
  private byte[] before = {};
  private Delivery delivery = Delivery.WHOLE;

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Message(int recordType, byte[] bytes) {}

  /** Keys of one direction. */
  private static final class Traffic {
    private final byte[] secret;
    private final SecretKeySpec key;
    private final byte[] iv;
    private int sequence;

    Traffic(byte[] secret) throws GeneralSecurityException {
      this.secret = secret;
      this.key = new SecretKeySpec(expand(secret, "key", new byte[0], 16), "AES");
      this.iv = expand(secret, "iv", new byte[0], 12);
    }

    byte[] crypt(int mode, byte[] header, byte[] bytes) throws GeneralSecurityException {
      byte[] nonce = iv.clone();
      nonce[nonce.length - 1] ^= (byte) sequence++;
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      cipher.updateAAD(header);
      return cipher.doFinal(bytes);
    }
  }

  /** Takes a connected client over. */
  public RetryingClient(RawClient client) throws GeneralSecurityException {
    this.client = client;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.key = generator.generateKeyPair();
  }

  /**
   * Does the whole handshake.
   *
   * @param first names what the gateway decides on
   * @param second names what is asked for in the end
   * @return what the gateway said under encryption, as hexadecimal digits; nothing when it did not
   *     play along to its Finished
   */
  public Optional<String> handshake(HelloBuilder first, HelloBuilder second)
      throws IOException, GeneralSecurityException {
    sendFirst(first);
    sendSecond(second);
    return finish();
  }

  /** Sends the first hello, and reads the HelloRetryRequest. */
  public void sendFirst(HelloBuilder first) throws IOException, GeneralSecurityException {
    byte[] firstHello = message(first, BRAINPOOL, new byte[65], new byte[0]);
    client.send(List.of(HelloBuilder.records(firstHello, RECORD_PAYLOAD_MAX)));
    byte[] retry = next().bytes();
    // RFC 8446 §4.4.1: a hash stands for the first hello.
    transcript.reset();
    transcript.writeBytes(new byte[] {(byte) 254, 0, 0, HASH_LENGTH});
    transcript.writeBytes(MessageDigest.getInstance("SHA-256").digest(firstHello));
    transcript.writeBytes(retry);
    cookie = extension(retry, 44);
  }

  /** Sends the second hello, in whatever way is wanted. */
  public void sendSecond(HelloBuilder second) {
    byte[] message = message(second, P256, point((ECPublicKey) key.getPublic()), cookie);
    transcript.writeBytes(message);
    client.send(List.of(before));
    client.send(delivery.segments(message));
  }

  /** Sets what is sent before the second hello, and how that is sent. */
  public RetryingClient delivering(byte[] before, Delivery delivery) {
    this.before = before;
    this.delivery = delivery;
    return this;
  }

  private Optional<String> finish() throws IOException, GeneralSecurityException {
    Message answer = next();
    if (answer.recordType() != RECORD_HANDSHAKE) {
      return Optional.empty();
    }
    transcript.writeBytes(answer.bytes());
    byte[] secret = handshakeSecret(extension(answer.bytes(), 51));
    byte[] hellos = transcriptHash();
    byte[] flight = readToFinished(new Traffic(expand(secret, "s hs traffic", hellos)));
    if (flight.length == 0) {
      return Optional.empty();
    }
    transcript.writeBytes(flight);
    sendFinished(new Traffic(expand(secret, "c hs traffic", hellos)));
    return Optional.of(HexFormat.of().formatHex(flight));
  }

  private static byte[] message(HelloBuilder hello, int group, byte[] share, byte[] cookie) {
    byte[] groups = HelloBuilder.vector16((byte) 0, (byte) BRAINPOOL, (byte) 0, (byte) P256);
    byte[] entry = HelloBuilder.join(new byte[] {0, (byte) group}, HelloBuilder.vector16(share));
    hello
        .versions(0x0304)
        .cipherSuites(List.of(0x1301))
        .signatureSchemes(List.of(0x0403))
        .extension(10, groups)
        .extension(51, HelloBuilder.vector16(entry));
    if (cookie.length > 0) {
      hello.extension(44, cookie);
    }
    return hello.message();
  }

  /** Returns the payload of the next record that is no change_cipher_spec. */
  private Message next() throws IOException {
    byte[] header = client.hear(5);
    if (header.length < 5) {
      return new Message(0, new byte[0]);
    }
    byte[] payload = client.hear((header[3] & 0xFF) << 8 | header[4] & 0xFF);
    return header[0] == 20 ? next() : new Message(header[0], payload);
  }

  /** Returns the body of an extension of a ServerHello, or nothing. */
  private static byte[] extension(byte[] serverHello, int type) {
    ByteBuffer in = ByteBuffer.wrap(serverHello).position(4 + 2 + 32);
    in.position(in.position() + 1 + in.get(in.position()) + 3 + 2);
    while (in.hasRemaining()) {
      int found = in.getShort();
      byte[] body = new byte[in.getShort()];
      in.get(body);
      if (found == type) {
        return body;
      }
    }
    return new byte[0];
  }

  private byte[] handshakeSecret(byte[] keyShare) throws GeneralSecurityException {
    byte[] nothing = MessageDigest.getInstance("SHA-256").digest();
    byte[] early = hmac(new byte[HASH_LENGTH], new byte[HASH_LENGTH]);
    return hmac(expand(early, "derived", nothing), shared(keyShare));
  }

  private byte[] shared(byte[] keyShare) throws GeneralSecurityException {
    int start = keyShare.length - 64;
    ECPoint point =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(keyShare, start, start + 32)),
            new BigInteger(1, Arrays.copyOfRange(keyShare, start + 32, start + 64)));
    ECPublicKeySpec peer = new ECPublicKeySpec(point, ((ECPublicKey) key.getPublic()).getParams());
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key.getPrivate());
    agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(peer), true);
    return agreement.generateSecret();
  }

  private byte[] readToFinished(Traffic traffic) throws IOException, GeneralSecurityException {
    ByteArrayOutputStream flight = new ByteArrayOutputStream();
    while (!isWhole(flight.toByteArray())) {
      Message message = next();
      if (message.recordType() != RECORD_DATA) {
        return new byte[0];
      }
      byte[] plain =
          traffic.crypt(Cipher.DECRYPT_MODE, header(message.bytes().length), message.bytes());
      flight.write(plain, 0, contentLength(plain));
    }
    return flight.toByteArray();
  }

  /** RFC 8446 §5.2: behind the content stands its type, and then zeros as padding. */
  private static int contentLength(byte[] plain) {
    int last = plain.length - 1;
    while (plain[last] == 0) {
      last--;
    }
    return last;
  }

  /** Whether the messages end with a Finished. */
  private static boolean isWhole(byte[] flight) {
    for (int at = 0; at + 4 <= flight.length; ) {
      int length = (flight[at + 2] & 0xFF) << 8 | flight[at + 3] & 0xFF;
      if (flight[at] == 20) {
        return at + 4 + length == flight.length;
      }
      at += 4 + length;
    }
    return false;
  }

  private void sendFinished(Traffic traffic) throws GeneralSecurityException {
    byte[] finishedKey = expand(traffic.secret, "finished", new byte[0]);
    byte[] finished =
        HelloBuilder.join(
            new byte[] {20, 0, 0, HASH_LENGTH},
            hmac(finishedKey, transcriptHash()),
            new byte[] {RECORD_HANDSHAKE});
    byte[] header = header(finished.length + 16);
    byte[] sealed = traffic.crypt(Cipher.ENCRYPT_MODE, header, finished);
    client.send(List.of(HelloBuilder.join(header, sealed)));
  }

  private static byte[] header(int length) {
    return new byte[] {RECORD_DATA, 3, 3, (byte) (length >> 8), (byte) length};
  }

  private byte[] transcriptHash() throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(transcript.toByteArray());
  }

  private static byte[] expand(byte[] secret, String label, byte[] context)
      throws GeneralSecurityException {
    return expand(secret, label, context, HASH_LENGTH);
  }

  /** HKDF-Expand-Label of RFC 8446 §7.1, for at most one block. */
  private static byte[] expand(byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    byte[] full = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        HelloBuilder.join(
            new byte[] {0, (byte) length},
            HelloBuilder.vector8(full),
            HelloBuilder.vector8(context),
            new byte[] {1});
    return Arrays.copyOf(hmac(secret, info), length);
  }

  private static byte[] hmac(byte[] secret, byte[] bytes) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(bytes);
  }

  private static byte[] point(ECPublicKey publicKey) {
    byte[] encoded = publicKey.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
  }
}
