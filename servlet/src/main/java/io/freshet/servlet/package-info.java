/**
 * Carries connections over Jakarta Servlet responses, without a thread per connection.
 *
 * <p>Start at {@link io.freshet.servlet.ServletTransports}.
 */
@NullMarked
package io.freshet.servlet;

import org.jspecify.annotations.NullMarked;
