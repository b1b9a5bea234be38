package io.freshet.file;

import io.freshet.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes a log's file belong to one log of one process: a lock on the small file beside it, which also holds the
 * {@linkplain HeadMark mark}. Goes with the process, however that ends.
 */
final class Claim implements AutoCloseable {
    /** A process loses its locks on a file as soon as it closes any channel to it, so none may be opened twice. */
    private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private Claim(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws LogFileException if it is another log's, in this process or another */
    static Claim of(Path path) {
        if (!OF_THIS_PROCESS.add(path)) {
            throw new LogFileException("the log " + path + " is open in this process already: a file is for one log");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    beside(path), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Claim claim = new Claim(path, channel);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                Long holder = claim.mark().map(HeadMark::process).orElse(null);
                throw new LogFileException("the log " + path + " is in use by another process"
                        + (holder == null ? "" : " (" + holder + ")") + ": a file is for one process at a time");
            }
            return claim;
        } catch (IOException | RuntimeException failure) {
            release(path, channel, failure);
            throw failure instanceof LogFileException refusal
                    ? refusal
                    : new LogFileException("the log " + path + " cannot be opened: " + failure, failure);
        }
    }

    /** The file beside the log's. */
    static Path beside(Path path) {
        return path.resolveSibling(path.getFileName() + "-head");
    }

    private static void release(Path path, @Nullable FileChannel channel, Exception failure) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
        OF_THIS_PROCESS.remove(path);
    }

    /** How far the log had come, or empty if that was never written, or is damaged. */
    Optional<HeadMark> mark() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HeadMark.BYTES);
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = channel.read(bytes, bytes.position());
        }
        return HeadMark.read(bytes.flip());
    }

    /** Notes what the log holds. What is in the system's memory outlives the process, so it is not forced to the disk. */
    void mark(EventId head, long first) throws IOException {
        ByteBuffer bytes = new HeadMark(head, first, ProcessHandle.current().pid()).bytes();
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    /** Has a mark on the disk, an older one at the worst. */
    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OF_THIS_PROCESS.remove(path);
        }
    }
}
