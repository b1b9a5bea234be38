/**
 * The event log in a file: history that outlives the process.
 *
 * <p>Start at {@link io.freshet.file.FileEventLog}.
 */
@NullMarked
package io.freshet.file;

import org.jspecify.annotations.NullMarked;
