/**
 * X.509 certificates for development and tests, made without any program or library beside the JDK.
 * Read {@link dev.alpnmux.certificates.KeyedCertificate} first. The package knows no file, and
 * nothing of gateways.
 */
@NullMarked
package dev.alpnmux.certificates;

import org.jspecify.annotations.NullMarked;
