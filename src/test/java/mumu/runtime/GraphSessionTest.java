package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CancellationException;
import mumu.tensor.IntTensor;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import mumu.tensor.Value;
import org.junit.jupiter.api.Test;

class GraphSessionTest {
  private static final Device CPU = Devices.choose("cpu");

  private static GraphFile graph(String name) {
    return GraphFile.of(Path.of("src/test/resources/graphs", name + ".onnx"));
  }

  private static String refusal(GraphFile graph, Signature signature) {
    return assertThrows(GraphException.class, () -> GraphSession.open(graph, CPU, signature))
        .getMessage();
  }

  private static Tensor run(GraphSession session, Map<String, Value> feeds) {
    return session.run(feeds, new Cancellation()).get("y");
  }

  @Test
  void halfPrecisionGraphsTakeAndGiveFloats() {
    Signature signature = new Signature().real("x", Port.FREE).output("y", Port.FREE);
    try (GraphSession session = GraphSession.open(graph("half"), CPU, signature)) {
      Tensor doubled = run(session, Map.of("x", Tensor.of(new float[] {1.5f, -3}, 2)));
      assertEquals(Tensor.of(new float[] {3, -6}, 2), doubled);
      assertTrue(session.graphNanoseconds() > 0);
    }
  }

  /** NB: of 1 + 2⁻⁷ the last bit is kept, 1 + 3 · 2⁻⁹ is rounded to it, 1 + 2⁻⁸ to even. */
  @Test
  void graphsInBfloat16TakeAndGiveFloats() {
    Signature signature = new Signature().real("x", Port.FREE).output("y", Port.FREE);
    try (GraphSession session = GraphSession.open(graph("bfloat16"), CPU, signature)) {
      float[] given = {1.0078125f, 1.005859375f, 1.00390625f, -3e38f};
      assertEquals(
          Tensor.of(new float[] {2.015625f, 2.015625f, 2, Float.NEGATIVE_INFINITY}, 4),
          run(session, Map.of("x", Tensor.of(given, 4))));
    }
  }

  @Test
  void graphsOf32BitIntegersTakeWholeNumbers() {
    Signature signature = new Signature().whole("n", Port.FREE).output("y", Port.FREE);
    try (GraphSession session = GraphSession.open(graph("int32"), CPU, signature)) {
      assertEquals(
          Tensor.of(new float[] {14, -2}, 2),
          run(session, Map.of("n", IntTensor.of(new long[] {7, -1}, 2))));
      assertEquals(
          Tensor.of(new float[] {14, -2}, 2),
          run(session, Map.of("n", Tensor.of(new float[] {7, -1}, 2))));
      Tensor half = Tensor.of(new float[] {2.5f}, 1);
      String message =
          assertThrows(GraphException.class, () -> run(session, Map.of("n", half))).getMessage();
      assertTrue(message.endsWith("needs whole numbers, was given 2.5"), message);
    }
  }

  @Test
  void wholeNumbersFeedARealInputAndAScalarComesOut() {
    Signature signature = new Signature().real("t", Port.FREE).output("y");
    try (GraphSession session = GraphSession.open(graph("scalar"), CPU, signature)) {
      Tensor sum = run(session, Map.of("t", IntTensor.of(new long[] {4, 5}, 2)));
      assertEquals(new Tensor(Shape.of(), new float[] {9}), sum);
    }
  }

  @Test
  void everythingThatDoesNotFitIsListed() {
    Signature signature =
        new Signature().whole("x", 2, 3).real("z", 1).output("y", 7).output("w", 1);
    String message = refusal(graph("slow"), signature);
    for (String hint :
        new String[] {
          "slow.onnx",
          "input expected x INT64 [2, 3]",
          "found x FLOAT32 [384, 384]",
          "input z is missing",
          "output expected y",
          "output w is missing"
        }) {
      assertTrue(message.contains(hint), message + " should say " + hint);
    }
    assertTrue(refusal(graph("half"), new Signature()).contains("[x] are unknown"));
    assertTrue(
        refusal(graph("text"), new Signature().real("s", Port.FREE)).contains("found s OTHER"));
  }

  @Test
  void whatIsNoGraphIsRefusedByName() {
    String message = refusal(GraphFile.of("junk.onnx", new byte[100]), new Signature());
    assertTrue(message.contains("junk.onnx"), message);
    assertTrue(refusal(graph("absent"), new Signature()).contains("absent.onnx"));
  }

  @Test
  void feedsThatDoNotFitAreRefusedBeforeTheGraphRuns() {
    Signature signature = new Signature().real("x", 384, 384).output("y", 384, 384);
    try (GraphSession session = GraphSession.open(graph("slow"), CPU, signature)) {
      String wrongName =
          assertThrows(
                  GraphException.class, () -> run(session, Map.of("X", Tensor.zeros(384, 384))))
              .getMessage();
      assertTrue(wrongName.contains("needs the inputs [x], was given [X]"), wrongName);
      String wrongShape =
          assertThrows(GraphException.class, () -> run(session, Map.of("x", Tensor.zeros(384, 5))))
              .getMessage();
      assertTrue(wrongShape.contains("[384, 384], was given [384, 5]"), wrongShape);
    }
  }

  @Test
  void cancelStopsInsideAGraphAndTheSessionStaysUsable() {
    Signature signature = new Signature().real("x", 384, 384).output("y", 384, 384);
    float[] ones = new float[384 * 384];
    Arrays.fill(ones, 1);
    Map<String, Value> feeds = Map.of("x", Tensor.of(ones, 384, 384));
    Timer timer = new Timer(true);
    try (GraphSession session = GraphSession.open(graph("slow"), CPU, signature)) {
      Tensor whole = run(session, feeds);
      for (int delay : new int[] {0, 1, 5, 20}) {
        Cancellation cancellation = new Cancellation();
        timer.schedule(
            new TimerTask() {
              @Override
              public void run() {
                cancellation.cancel();
              }
            },
            delay);
        assertThrows(
            CancellationException.class,
            () -> {
              while (true) { // a fast machine may be through before the cancel
                session.run(feeds, cancellation);
              }
            });
      }
      assertEquals(whole, run(session, feeds));
    } finally {
      timer.cancel();
    }
  }

  @Test
  void closingTwiceDoesNothing() {
    GraphSession session =
        GraphSession.open(
            graph("half"), CPU, new Signature().real("x", Port.FREE).output("y", Port.FREE));
    session.close();
    session.close();
  }
}
