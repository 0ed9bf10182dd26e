"""Independent values for the unit tests of src/signal, so that the features are held to their definition and not to themselves.

Run with NumPy and SciPy installed, from anywhere: `python training/reference/make_signal_reference.py`. Writes
src/signal/fixtures/*.json. Everything is computed in double precision from the written-out definitions, but for the
window: Meyda's power spectra and band sums are single precision, which is what the tests' tolerances allow for.
"""

import json
from pathlib import Path

import numpy as np
from scipy.fft import dct

FIXTURES = Path(__file__).resolve().parents[2] / "src" / "signal" / "fixtures"

# The same constants as src/signal/featureSpec.ts, written down a second time on purpose.
SAMPLE_RATE = 16_000
FRAME_LENGTH = 512
HOP_LENGTH = 256
BANDS = 40
SAMPLE_SCALE = 2.0**20

SIGNAL_SAMPLES = 4096
FRAMES_TO_KEEP = (0, 3, 14)
DECIMALS = 5


def tone(frequency: float, amplitude: float) -> np.ndarray:
    """A sine that starts at zero."""
    return amplitude * np.sin(2 * np.pi * frequency * np.arange(SIGNAL_SAMPLES) / SAMPLE_RATE)


def chirp(start: float, end: float, amplitude: float) -> np.ndarray:
    """A sine whose frequency moves linearly from `start` to `end` Hz over the signal."""
    time = np.arange(SIGNAL_SAMPLES) / SAMPLE_RATE
    duration = SIGNAL_SAMPLES / SAMPLE_RATE
    return amplitude * np.sin(2 * np.pi * (start * time + (end - start) * time**2 / (2 * duration)))


def noise(seed: int, amplitude: float) -> np.ndarray:
    """Uniform noise of the "minimal standard" generator (Park and Miller 1988), which is the same in every language."""
    state = seed
    samples = np.empty(SIGNAL_SAMPLES)
    for index in range(SIGNAL_SAMPLES):
        state = state * 16_807 % 2_147_483_647
        samples[index] = amplitude * (2 * state / 2_147_483_647 - 1)
    return samples


def mel(frequency: float) -> float:
    """Mel of a frequency in Hz (Young et al., The HTK Book, in natural logarithms; Meyda rounds 1127 to 1125)."""
    return 1125 * np.log(1 + frequency / 700)


def filter_edges() -> np.ndarray:
    """FFT bins of the corners of the triangles: equally spaced in mel from 0 Hz to the Nyquist frequency."""
    mels = np.linspace(0, mel(SAMPLE_RATE / 2), BANDS + 2)
    frequencies = 700 * (np.exp(mels / 1125) - 1)
    # At the Nyquist frequency the exact value is 256.5; none of the others lies near a whole number.
    return np.floor((FRAME_LENGTH + 1) * frequencies / SAMPLE_RATE).astype(int)


def filter_bank() -> np.ndarray:
    """Triangular filters of height 1, [BANDS, FRAME_LENGTH / 2]."""
    edges = filter_edges()
    bank = np.zeros((BANDS, FRAME_LENGTH // 2))
    for band, (left, peak, right) in enumerate(zip(edges, edges[1:], edges[2:])):
        for position in range(left, peak):
            bank[band, position] = (position - left) / (peak - left)
        for position in range(peak, min(right, FRAME_LENGTH // 2)):
            bank[band, position] = (right - position) / (right - peak)
    return bank


def log_mel_bands(frame: np.ndarray) -> np.ndarray:
    """log(1 + energy) of the mel bands of one frame of samples in [-1, 1]."""
    phase = 2 * np.pi * np.arange(FRAME_LENGTH) / (FRAME_LENGTH - 1)
    # Symmetric, and in single precision: its rounding is what a pure tone leaves in the bands 140 dB below it.
    hann = (0.5 - 0.5 * np.cos(phase)).astype(np.float32).astype(np.float64)
    power = np.abs(np.fft.rfft(frame * SAMPLE_SCALE * hann)) ** 2
    return np.log(1 + filter_bank() @ power[: FRAME_LENGTH // 2])


def rounded(values: np.ndarray) -> list:
    """JSON-ready values with no more digits than single precision holds."""
    return np.round(values, DECIMALS).tolist()


def write(name: str, content: dict) -> None:
    """Writes one fixture."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / name).write_text(json.dumps(content, indent=1) + "\n")


def main() -> None:
    signals = {
        "tone": tone(440, 0.5),
        "chirp": chirp(100, 7000, 0.3),
        "noise": noise(20_240_229, 0.1),
        # About one step of a 16-bit recording: here the 1 in log(1 + energy) would show, were the scale too small.
        "faintNoise": noise(4_711, 2.0**-15),
    }
    frames = {}
    for name, samples in signals.items():
        stored = samples.astype(np.float32).astype(np.float64)
        frames[name] = []
        for index in FRAMES_TO_KEEP:
            start = index * HOP_LENGTH
            bands = log_mel_bands(stored[start : start + FRAME_LENGTH])
            # SciPy's DCT-II without normalisation is 2 * sum(x[n] cos(pi k (2n + 1) / 2N)): Meyda's scaling.
            frames[name].append({"frame": index, "logMelBands": rounded(bands), "mfcc": rounded(dct(bands, type=2))})
    write("mfcc.json", {"filterEdges": filter_edges().tolist(), "signals": frames})

    values = noise(1, 10.0)[:BANDS]
    write(
        "cosineTransform.json",
        {
            "values": values.tolist(),
            "meyda": dct(values, type=2).tolist(),
            "orthonormal": dct(values, type=2, norm="ortho").tolist(),
        },
    )


if __name__ == "__main__":
    main()
