package mumu.tensor;

/** What goes into a graph: real or whole numbers with a shape. */
public sealed interface Value permits Tensor, IntTensor {
  Shape shape();
}
