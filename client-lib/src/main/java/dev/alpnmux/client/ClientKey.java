package dev.alpnmux.client;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * With what a client proves itself.
 *
 * @param chain the certificate, followed by its intermediate authorities
 * @param key its private key
 */
record ClientKey(List<X509Certificate> chain, PrivateKey key) {
  ClientKey {
    chain = List.copyOf(chain);
  }
}
