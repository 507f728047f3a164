package org.apppasswords.keycloak.it.support.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apppasswords.keycloak.it.support.server.Program;

/** A RAM disk of a few megabytes that can be filled. Needs root. */
public final class SmallDisk implements AutoCloseable {

    private static final String FILLING = "filling";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Creates a disk of this size. */
    public static SmallDisk create(String name, int megabytes) {
        try {
            Path folder = Files.createTempDirectory("disk-" + name);
            run("mount", "-t", "tmpfs", "-o", "mode=0777,size=" + megabytes + "m", "tmpfs", folder.toString());
            return new SmallDisk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns its mount point. */
    public Path folder() {
        return folder;
    }

    /** Fills it. */
    public void fill() {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILLING))) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            if (!isFull()) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Returns whether it is full. */
    public boolean isFull() {
        return folder.toFile().getUsableSpace() == 0;
    }

    /** Frees the filled space. */
    public void empty() {
        try {
            Files.delete(folder.resolve(FILLING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        run("umount", "--lazy", folder.toString());
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) {
        Program.Result result = new Program(command).run();
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }
}
