@NullMarked
package io.freshet.redis;

import org.jspecify.annotations.NullMarked;
