/** A GPU taken for software wastes it; software taken for a GPU makes the page twenty times slower. */
import { describe, expect, it } from 'vitest';

import { describeRenderer } from './renderer';

describe('describeRenderer', () => {
  it.each([
    ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
    ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
    ['ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)', true],
    ['Apple Software Renderer', true],
    ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)', false],
    ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', false],
    ['Apple GPU', false],
    ['Adreno (TM) 640', false],
    ['Mali-G78', false],
  ])('%s', (name, software) => {
    expect(describeRenderer(name)).toEqual({ name, software });
  });
});
