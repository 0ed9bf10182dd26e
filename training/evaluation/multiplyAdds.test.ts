/** Counted by hand: positions x taps x channels in x channels out. */
import { describe, expect, it } from 'vitest';

import { multiplyAdds, type LayerTopology } from './multiplyAdds';

function layer(name: string, inputShape: readonly (number | null)[], config: Record<string, unknown>): LayerTopology {
  return { class_name: name, config, build_config: { input_shape: inputShape }, inbound_nodes: [[]] };
}

const picture = layer('Conv2D', [null, 192, 40, 1], {
  filters: 16,
  kernel_size: [5, 5],
  strides: [2, 2],
  padding: 'same',
  groups: 1,
  dilation_rate: [1, 1],
  kernel_initializer: 'zeros',
});
const kernel = { kernel_initializer: 'zeros' };
const dense = layer('Dense', [null, 24, 48], { units: 3, ...kernel });

describe('multiplyAdds', () => {
  it('counts convolutions and dense layers', () => {
    expect(multiplyAdds(picture)).toBe(96 * 20 * 25 * 16);
    expect(multiplyAdds(dense)).toBe(24 * 48 * 3);
    const contour = {
      ...kernel,
      filters: 8,
      kernel_size: [5],
      strides: [2],
      padding: 'valid',
      groups: 2,
      dilation_rate: [3],
    };
    // Places 0, 2, 4 and 6 of 20 leave room for 1 + 4 * 3 = 13 samples.
    expect(multiplyAdds(layer('Conv1D', [null, 20, 4], contour))).toBe(4 * 5 * 2 * 8);
  });

  it('adds up nested models and layers that are called twice', () => {
    const twice = { ...dense, inbound_nodes: [[], []] };
    const relu = layer('ReLU', [null, 24, 48], {});
    expect(multiplyAdds({ class_name: 'Functional', config: { layers: [picture, relu, twice] } })).toBe(
      multiplyAdds(picture) + 2 * multiplyAdds(dense),
    );
  });

  it('refuses a layer whose cost it does not know', () => {
    expect(() => multiplyAdds(layer('GRU', [null, 32, 48], kernel))).toThrow('GRU');
    const depthwise = layer('DepthwiseConv2D', [null, 4, 5, 6], { depthwise_initializer: 'zeros' });
    expect(() => multiplyAdds(depthwise)).toThrow('DepthwiseConv2D');
  });

  it('refuses to count what it does not know the shape of', () => {
    expect(() => multiplyAdds({ class_name: 'Dense', config: dense.config })).toThrow('shape');
  });
});
