package dev.alpnmux.client;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Offers the client's one identity, and tells which connections were asked for one. It is offered
 * whatever authorities the server lists: a refusal with its reason helps more than silence.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "identity";

  private final @Nullable ClientKey identity;
  private final Consumer<Object> asked;

  /**
   * @param asked hears of the {@link Socket} or {@link SSLEngine} whose server asks
   */
  IdentityKeyManager(@Nullable ClientKey identity, Consumer<Object> asked) {
    this.identity = identity;
    this.asked = asked;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    asked.accept(socket);
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    asked.accept(engine);
    return alias(keyTypes);
  }

  private @Nullable String alias(String[] keyTypes) {
    boolean fits =
        identity != null && Arrays.asList(keyTypes).contains(identity.key().getAlgorithm());
    return fits ? ALIAS : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return identity == null ? null : identity.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return identity == null ? null : new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
