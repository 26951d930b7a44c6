import type { TrainerOptions } from '@tonewright/addon';
import type { TensorFlow } from './tfjs/layers.js';
import { TfjsTrainer } from './tfjs/trainer.js';

/** TensorFlow.js with its native library where that is installed, else in plain JavaScript. */
async function loadTensorFlow(): Promise<TensorFlow> {
  const native: string = '@tensorflow/tfjs-node';
  try {
    return (await import(native)) as TensorFlow;
  } catch {
    const tf = await import('@tensorflow/tfjs');
    tf.env().set('PROD', true);
    await tf.setBackend('cpu');
    return tf;
  }
}

/** @throws UserError for options that this back end does not have */
export async function makeTfjsTrainer(options: TrainerOptions): Promise<TfjsTrainer> {
  return new TfjsTrainer(await loadTensorFlow(), options);
}
