/** What a model costs to run, from its topology alone: the same number on any machine. */

/** A layer of Keras's `model_config`, as far as it is read here. */
export interface LayerTopology {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly build_config?: { readonly input_shape?: unknown };
  readonly inbound_nodes?: readonly unknown[];
}

/**
 * Multiply-adds of one row through a model or layer: its convolutions and dense layers, each as often as it is called.
 * Normalisations, activations, pooling and the sums of the attention are left out: well under a hundredth.
 *
 * @throws Error for a layer with a kernel whose cost is not known here, or whose input's shape is not told.
 */
export function multiplyAdds(layer: LayerTopology): number {
  const { config } = layer;
  if (Array.isArray(config['layers'])) {
    return (config['layers'] as readonly LayerTopology[]).reduce(
      (sum, inner) => sum + multiplyAdds(inner) * Math.max(1, inner.inbound_nodes?.length ?? 1),
      0,
    );
  }
  if (!hasKernel(layer)) return 0;
  const shape = inputShape(layer);
  const channels = shape.at(-1) ?? 0;
  const positions = shape.slice(0, -1);
  switch (layer.class_name) {
    case 'Dense':
      return product(positions) * channels * numberOf(config['units']);
    case 'Conv1D':
    case 'Conv2D':
      return (
        outputPositions(positions, config) *
        product(numbers(config['kernel_size'])) *
        (channels / (numberOf(config['groups']) || 1)) *
        numberOf(config['filters'])
      );
    default:
      throw new Error(`The multiply-adds of a ${layer.class_name} are not known here.`);
  }
}

/** Whether there is something to multiply with: weights of its own, or of a layer that it wraps. */
function hasKernel({ config }: LayerTopology): boolean {
  return 'layer' in config || Object.keys(config).some((key) => /(kernel|depthwise)_initializer$/u.test(key));
}

/** Shape of one row of a layer's input. @throws Error when the topology does not tell it. */
function inputShape({ class_name, build_config }: LayerTopology): number[] {
  const shape = numbers(build_config?.input_shape).slice(1);
  if (shape.length === 0)
    throw new Error(`The input's shape of a ${class_name} is not told, so its cost is not known.`);
  return shape;
}

/** Positions a kernel is laid at: Keras's rule for 'same' and 'valid' padding; 'causal' pads like 'same'. */
function outputPositions(positions: readonly number[], config: LayerTopology['config']): number {
  const kernel = numbers(config['kernel_size']);
  const strides = numbers(config['strides']);
  const dilations = numbers(config['dilation_rate']);
  return product(
    positions.map((length, axis) => {
      const stride = strides[axis] ?? 1;
      const reach = ((kernel[axis] ?? 1) - 1) * (dilations[axis] ?? 1);
      return config['padding'] === 'valid' ? Math.floor((length - reach - 1) / stride) + 1 : Math.ceil(length / stride);
    }),
  );
}

function product(values: readonly number[]): number {
  return values.reduce((all, value) => all * value, 1);
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(numberOf) : [];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
