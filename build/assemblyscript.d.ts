/** The one type of AssemblyScript that the contract between core and boards names: a number to the host. */
type i32 = number;
