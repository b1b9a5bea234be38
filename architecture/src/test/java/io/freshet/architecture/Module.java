package io.freshet.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A module of the build: its folder, and the modules that its main code may use. */
enum Module {
    CORE("core"),
    CLIENT("client"),
    TESTKIT("testkit", "core"),
    FILE("file", "core"),
    SERVLET("servlet", "core"),
    REDIS("redis", "core"),
    SERVER("server", "core", "client", "file", "redis"),
    STARTER("spring-boot-starter", "core", "servlet", "client", "file", "redis", "server"),
    SHOWCASE("showcase", "spring-boot-starter", "core"),
    BENCH("bench", "core", "testkit", "file", "redis", "servlet", "server", "spring-boot-starter", "showcase"),
    ARCHITECTURE("architecture");

    /** The modules whose artifacts are published. */
    static final List<Module> PUBLISHED = List.of(CORE, TESTKIT, FILE, SERVLET, REDIS, SERVER, STARTER);

    private static final Path ROOT =
            Path.of(System.getProperty("freshet.root", "..")).toAbsolutePath().normalize();

    private static final String BUILD_FOLDER = System.getProperty("freshet.build.folder", "target");

    private final String folder;
    private final Set<String> mayUse;

    Module(String folder, String... mayUse) {
        this.folder = folder;
        this.mayUse = Set.of(mayUse);
    }

    /** Every module that the root pom names. */
    static List<String> foldersInTheBuild() throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        String modules = pom.substring(pom.indexOf("<modules>"), pom.indexOf("</modules>"));
        return Arrays.stream(modules.split("<module>"))
                .skip(1)
                .map(rest -> rest.substring(0, rest.indexOf("</module>")).strip())
                .toList();
    }

    String folder() {
        return folder;
    }

    boolean mayUse(Module other) {
        return this == other || mayUse.contains(other.folder);
    }

    JavaClasses mainClasses() {
        return new ClassFileImporter().importPaths(compiled("main", "classes"));
    }

    JavaClasses testClasses() {
        return new ClassFileImporter().importPaths(compiled("test", "test-classes"));
    }

    static JavaClasses mainClassesOf(List<Module> modules) {
        return new ClassFileImporter().importPaths(foldersOf(modules, "main", "classes"));
    }

    static JavaClasses allClasses() {
        List<Module> all = List.of(values());
        return new ClassFileImporter()
                .importPaths(Stream.concat(
                                foldersOf(all, "main", "classes").stream(),
                                foldersOf(all, "test", "test-classes").stream())
                        .toList());
    }

    /** The main source files, package descriptions among them. */
    List<Path> mainSources() {
        Path sources = ROOT.resolve(folder).resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> foldersOf(List<Module> modules, String kind, String classes) {
        return modules.stream()
                .flatMap(module -> module.compiled(kind, classes).stream())
                .toList();
    }

    /** The folder of compiled classes; none if the module has no such sources. */
    private List<Path> compiled(String kind, String classes) {
        Path module = ROOT.resolve(folder);
        Path compiled = module.resolve(BUILD_FOLDER).resolve(classes);
        if (Files.isDirectory(compiled)) {
            return List.of(compiled);
        }
        if (Files.isDirectory(module.resolve("src").resolve(kind).resolve("java"))) {
            throw new IllegalStateException(compiled + " is missing: build the module '" + folder + "' first");
        }
        return List.of();
    }
}
