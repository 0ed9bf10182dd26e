/**
 * Ends `npm start` and `npm test` with a sentence where Node is too old for them. It is loaded before the scripts
 * themselves, whose syntax and modules such a Node may not know; so it has no syntax newer than that of 2017.
 */

/** The oldest minor version of each line of Node that Vite and ESLint run on, as in package.json's engines... */
const OLDEST_MINOR = new Map([
  [20, 19],
  [22, 13],
]);
/** ...and the first line from which on they run on all. */
const FIRST_OF_ALL = 24;

/** @param {string} version Such as `22.13.1`. */
exports.isSupportedNode = function (version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const oldestMinor = OLDEST_MINOR.get(major);
  return major >= FIRST_OF_ALL || (oldestMinor !== undefined && minor >= oldestMinor);
};

const { node } = process.versions;
if (!exports.isSupportedNode(node)) {
  const oldest = [...OLDEST_MINOR].map((version) => version.join('.')).join(' or ');
  console.error(
    `This is Node ${node}, and STSaM needs ${oldest} or newer of that line, or ${FIRST_OF_ALL} or newer. ` +
      'Install such a Node (https://nodejs.org) and run the same command again.',
  );
  process.exit(1);
}
