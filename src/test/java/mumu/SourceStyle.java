package mumu;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The house rules seen only in the source, file by file, read with the JDK's own parser. */
final class SourceStyle extends TreePathScanner<Void, Integer> {
  static final int MAXIMUM_FILE_LINES = 250;
  static final int MAXIMUM_METHOD_LINES = 40;
  static final int MAXIMUM_PARAMETERS = 5;
  static final int MAXIMUM_NESTING = 3;

  /** Comments, and what may look like one: text blocks, strings and characters. */
  private static final Pattern COMMENT_OR_LITERAL =
      Pattern.compile(
          "(//[^\n]*|(?s:/\\*.*?\\*/))|(?s:\"\"\"(?:\\\\.|[^\\\\])*?\"\"\")"
              + "|\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'");

  private static final Set<Tree.Kind> CONTROL =
      EnumSet.of(
          Tree.Kind.IF,
          Tree.Kind.FOR_LOOP,
          Tree.Kind.ENHANCED_FOR_LOOP,
          Tree.Kind.WHILE_LOOP,
          Tree.Kind.DO_WHILE_LOOP,
          Tree.Kind.SWITCH,
          Tree.Kind.SWITCH_EXPRESSION,
          Tree.Kind.SYNCHRONIZED,
          Tree.Kind.TRY);

  private static final Pattern MUTABLE =
      Pattern.compile("(Atomic|ThreadLocal).*|.*(Map|List|Set|Deque|Queue|Builder|Buffer)");

  private final CompilationUnitTree unit;
  private final SourcePositions positions;
  private final String code;
  private final List<String> violations = new ArrayList<>();

  private SourceStyle(CompilationUnitTree unit, Trees trees, String code) {
    this.unit = unit;
    this.positions = trees.getSourcePositions();
    this.code = code;
  }

  /** What the file does against the house rules, each as {@code line: what}. */
  static List<String> violations(String source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavacTask task = (JavacTask) compiler.getTask(null, null, null, null, null, List.of(file));
    CompilationUnitTree unit = task.parse().iterator().next();
    SourceStyle style = new SourceStyle(unit, Trees.instance(task), withoutComments(source));
    style.check(codeLines(style.code), MAXIMUM_FILE_LINES, "code lines in the file", unit);
    style.scan(unit, 0);
    return style.violations;
  }

  /** The same text, as long as before, with blanks for comments. */
  private static String withoutComments(String source) {
    return COMMENT_OR_LITERAL
        .matcher(source)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1) == null
                        ? match.group()
                        : match.group().replaceAll("[^\n]", " ")));
  }

  private static long codeLines(String code) {
    return code.lines().filter(line -> !line.isBlank()).count();
  }

  @Override
  public Void scan(Tree tree, Integer nesting) {
    if (tree == null || !CONTROL.contains(tree.getKind()) || isElseIf(tree)) {
      return super.scan(tree, nesting);
    }
    check(nesting + 1, MAXIMUM_NESTING, "levels of nesting", tree);
    return super.scan(tree, nesting + 1);
  }

  /** NB: asked before the tree is visited, so the current path still ends at its parent. */
  private boolean isElseIf(Tree tree) {
    return tree.getKind() == Tree.Kind.IF
        && getCurrentPath() != null
        && getCurrentPath().getLeaf() instanceof IfTree parent
        && parent.getElseStatement() == tree;
  }

  @Override
  public Void visitMethod(MethodTree method, Integer nesting) {
    int start = (int) positions.getStartPosition(unit, method);
    int end = (int) positions.getEndPosition(unit, method);
    check(
        codeLines(code.substring(start, end)),
        MAXIMUM_METHOD_LINES,
        "lines in the method " + method.getName(),
        method);
    if (!isConstructorOfRecord(method)) {
      check(
          method.getParameters().size(),
          MAXIMUM_PARAMETERS,
          "parameters of the method " + method.getName(),
          method);
    }
    return super.visitMethod(method, 0);
  }

  private boolean isConstructorOfRecord(MethodTree method) {
    return method.getReturnType() == null
        && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
  }

  @Override
  public Void visitVariable(VariableTree variable, Integer nesting) {
    boolean field = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree;
    Set<Modifier> modifiers = variable.getModifiers().getFlags();
    if (field
        && modifiers.contains(Modifier.STATIC)
        && variable.getInitializer() instanceof NewClassTree made
        && isMutable(made)) {
      report("the static field " + variable.getName() + " can be changed", variable);
    }
    return super.visitVariable(variable, nesting);
  }

  private static boolean isMutable(NewClassTree made) {
    String type = made.getIdentifier().toString().replaceAll("<.*", "").replaceAll(".*\\.", "");
    return MUTABLE.matcher(type).matches();
  }

  @Override
  public Void visitCatch(CatchTree caught, Integer nesting) {
    BlockTree block = caught.getBlock();
    if (block.getStatements().isEmpty()) {
      report("a catch is empty", caught);
    }
    Tree type = caught.getParameter().getType();
    List<? extends Tree> types =
        type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
    for (Tree one : types) {
      if (one.toString().matches("(java\\.lang\\.)?(Exception|Throwable)")) {
        report("a catch takes every " + one, caught);
      }
    }
    return super.visitCatch(caught, nesting);
  }

  private void check(long found, int maximum, String what, Tree where) {
    if (found > maximum) {
      report("at most " + maximum + " " + what + " expected, found " + found, where);
    }
  }

  private void report(String what, Tree where) {
    long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, where));
    violations.add(line + ": " + what);
  }
}
