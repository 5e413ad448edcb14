@NullMarked
package dev.alpnmux.gateway.clients;

import org.jspecify.annotations.NullMarked;
