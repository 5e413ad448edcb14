/**
 * Addresses of clients and rules for them. Read {@link dev.alpnmux.gateway.address.AddressRules}
 * first. Knows neither connections nor the configuration.
 */
@NullMarked
package dev.alpnmux.gateway.address;

import org.jspecify.annotations.NullMarked;
