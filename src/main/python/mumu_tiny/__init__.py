"""mumu-tiny: data, model, training, export and evaluation of the embedded model of MUMU for ImageJ."""
