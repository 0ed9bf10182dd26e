/** `npm run -s card`: the card and all else that tells figures, anew from recorded runs; no data, no model is run. */
import { writeCard } from './writeCard';

writeCard();
