package mumu.runtime;

/**
 * Where a graph uses a weight.
 *
 * @param node index of the node among the graph's fields
 * @param input of the node
 * @param initializer name of the constant
 * @param stored whether the constant lies as [in, out], unlike in PyTorch
 * @param used whether the node wants it as [in, out]
 */
record WeightSlot(int node, int input, String initializer, boolean stored, boolean used) {}
