package io.freshet.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Finds public types, methods and constructors without Javadoc in sources. The compiler's own check would also ask for
 * a tag for each parameter and result, which only makes people write text that says nothing.
 */
final class Undocumented extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final CompilationUnitTree unit;
    private final DocTrees docs;
    private final List<String> found;
    private final Deque<ClassTree> enclosing = new ArrayDeque<>();

    private Undocumented(CompilationUnitTree unit, DocTrees docs, List<String> found) {
        this.unit = unit;
        this.docs = docs;
        this.found = found;
    }

    /** "Type" or "Type.method" for everything that lacks a description. */
    static List<String> in(List<Path> sources) {
        List<String> found = new ArrayList<>();
        if (sources.isEmpty()) {
            return found;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Undocumented(unit, docs, found).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
        if (!isPublic(type.getModifiers()) || type.getSimpleName().isEmpty()) {
            return none;
        }
        enclosing.addLast(type);
        reportUnlessDescribed("");
        super.visitClass(type, none);
        enclosing.removeLast();
        return none;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
        if (isPublic(method.getModifiers()) && !isSelfExplaining(method) && !isRecordConstructor(method)) {
            reportUnlessDescribed("." + method.getName());
        }
        return none;
    }

    private void reportUnlessDescribed(String member) {
        if (docs.getDocComment(getCurrentPath()) == null) {
            StringBuilder name = new StringBuilder(unit.getPackageName().toString());
            enclosing.forEach(type -> name.append('.').append(type.getSimpleName()));
            found.add(name + member);
        }
    }

    private boolean isPublic(ModifiersTree modifiers) {
        ClassTree outer = enclosing.peekLast();
        boolean inInterface = outer != null
                && (outer.getKind() == Tree.Kind.INTERFACE || outer.getKind() == Tree.Kind.ANNOTATION_TYPE);
        return modifiers.getFlags().contains(Modifier.PUBLIC)
                || modifiers.getFlags().contains(Modifier.PROTECTED)
                || inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE);
    }

    /** What a method overrides is described there, and a test's name is a sentence. */
    private static boolean isSelfExplaining(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .map(annotation -> annotation.getAnnotationType().toString())
                .anyMatch(name -> name.endsWith("Override") || name.endsWith("Test"));
    }

    /** A compact constructor only validates; the record's own description speaks of its components. */
    private boolean isRecordConstructor(MethodTree method) {
        ClassTree outer = enclosing.getLast();
        return outer.getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
    }
}
